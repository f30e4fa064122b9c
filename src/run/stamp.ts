/** Says which suite, with which catalogue, observes what is in a journal. */
import type { Catalogue } from '../../suites/catalogue.ts';
import { page } from '../../suites/page.ts';
import type { JournalHeader } from '../model/journal.ts';
import { suite } from '../system/suite.ts';

export const stampOf = ({ digest }: Catalogue): Pick<JournalHeader, 'suite' | 'page'> => ({
  suite: { ...suite, catalogueDigest: digest },
  page: { repository: page.repository, path: page.path, commit: page.commit, digest: page.digest },
});
