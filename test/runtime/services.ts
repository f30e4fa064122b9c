/**
 * Services in a few lines of Perl, which is on every system and in every Debian image and starts within
 * milliseconds. They read HOST and PORT from their environment, as real ones read theirs.
 */
const listen = `
  use IO::Socket::INET;
  $| = 1;
  my $l = IO::Socket::INET->new(LocalAddr => $ENV{HOST}, LocalPort => $ENV{PORT}, Listen => 5, ReuseAddr => 1)
    or die "cannot listen: $!";`;

/** The first process of a container is not ended by a signal that it does not handle. */
const polite = `$SIG{INT} = sub { exit 0 };`;
const pause = (seconds: string) => `select undef, undef, undef, ${seconds};`;
const serve = `while (my $c = $l->accept) { print $c "hello\\n"; close $c }`;

export const services = {
  ready: `${polite} ${listen} print "listening\\n"; ${serve}`,
  slow: `${polite} ${pause('0.3')} ${listen} ${serve}`,
  /** Accepts connections, and never sends a byte. */
  silent: `${listen} my @open; while (my $c = $l->accept) { push @open, $c }`,
  hang: `$| = 1; print "waiting\\n"; sleep 1 while 1`,
  /** Ends with CODE after DELAY seconds; the last line is the time at which it does. */
  exit: `$| = 1; ${pause('$ENV{DELAY}')} print STDERR "cannot go on\\n"; print \`date +%s.%N\`; exit $ENV{CODE}`,
  killed: `$| = 1; print "about to die\\n"; kill 9, $$; sleep 5`,
  /** 1 MiB: 64 bytes to stdout and stderr in turn. */
  burst: `for (0 .. 8191) {
      syswrite STDOUT, sprintf("out %05d %s\\n", $_, "x" x 53);
      syswrite STDERR, sprintf("err %05d %s\\n", $_, "x" x 53);
    } exit 3`,
  /** Ends when a client asks for it. */
  obedient: `${listen} while (my $c = $l->accept) {
      print $c "hello\\n"; if (($_ = <$c> // '') eq "end\\n") { print "done\\n"; exit 4 } close $c }`,
  environment: `print join("\\n", map { "$_=$ENV{$_}" } sort keys %ENV), "\\n"; exit 0`,
  /** Prints for each file in FILES whether it can be read. */
  files: `for (split / /, $ENV{FILES}) {
      if (-d $_) { print "$_ directory\\n" }
      elsif (open my $f, '<', $_) { local $/; print "$_ read ", length(<$f>), "\\n" }
      else { print "$_ ", ($!{EACCES} ? 'denied' : $!{ENOENT} ? 'missing' : $!), "\\n" }
    } exit 0`,
  /** Reads a line from PEER and prints it. */
  peer: `use IO::Socket::INET; my $s = IO::Socket::INET->new(PeerAddr => $ENV{PEER}, Timeout => 100) or die "no peer: $!";
    print "peer says ", scalar <$s>; exit 0`,
  /** Answers datagrams. */
  udp: `${polite} use IO::Socket::INET;
    my $s = IO::Socket::INET->new(LocalAddr => $ENV{HOST}, LocalPort => $ENV{PORT}, Proto => 'udp') or die $!;
    while (defined $s->recv(my $m, 100)) { $s->send("re: $m") }`,
  /**
   * Listens at its port, at the same port of UDP, and in a child; opens client sockets of UDP. Prints the child's port.
   */
  several: `${listen} use IO::Socket::INET;
    my %udp = (Proto => 'udp', LocalAddr => $ENV{HOST});
    my $named = IO::Socket::INET->new(%udp, LocalPort => $ENV{PORT}) or die $!;
    my $asks = IO::Socket::INET->new(%udp) or die $!;
    my $client = IO::Socket::INET->new(Proto => 'udp', PeerAddr => '127.0.0.1', PeerPort => 9) or die $!;
    my $child = fork;
    if ($child == 0) {
      my $other = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5) or die $!;
      print $other->sockport, "\\n"; sleep 30; exit }
    $SIG{INT} = sub { kill 9, $child; exit 0 }; ${serve}`,
  /** Ends, and leaves a child behind that holds its output open. */
  parent: `$| = 1; if (fork == 0) { sleep 1000; exit } print "parent ends\\n"; exit 5`,
  /** Prints that it was interrupted, and ends later. */
  graceful: `$SIG{INT} = sub { print "interrupted\\n"; ${pause('0.2')} exit 0 }; ${listen}
    while (1) { my $c = $l->accept or next; print $c "hello\\n"; close $c }`,
  stubborn: `$SIG{INT} = 'IGNORE'; ${listen} ${serve}`,
} as const;

export type Service = keyof typeof services;
