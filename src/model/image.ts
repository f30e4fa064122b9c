/** An image that was obtained before the run: shown by its reference, started by its id. */
export interface PinnedImage {
  /** As the release file or the user names it. */
  ref: string;
  /** What the daemon knows it by: a tag that moves during the run changes nothing. */
  id: string;
}
