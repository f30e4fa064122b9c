# Makes loopback slow and lossy in a network namespace of its own, then becomes the command that follows:
#   unshare --net perl slow-loopback.pl MS PERCENT COMMAND [ARGUMENT…]
# By netem where the kernel has it. Elsewhere all that goes to 127.0.0.0/8 takes the way through a tunnel, whose other
# end is this script: it drops packets, and gives the others back after MS milliseconds.
use strict;
use warnings;
use POSIX ();
use Time::HiRes qw(time);

my ($ms, $percent, @command) = @ARGV;
die "slow-loopback.pl MS PERCENT COMMAND\n" unless @command;

sub run { system(@_) == 0 or die "slow-loopback.pl: failed: @_\n" }
sub become { exec { $command[0] } @command or die "slow-loopback.pl: $command[0]: $!\n" }

run(qw(ip link set lo up));
if (system("tc qdisc add dev lo root netem delay ${ms}ms loss ${percent}% 2>/dev/null") == 0) { become() }

# linux/if_tun.h: TUNSETIFF; IFF_TUN without the four bytes before each packet.
open(my $tunnel, '+<', '/dev/net/tun') or die "slow-loopback.pl: /dev/net/tun: $!\n";
my $request = pack('a16 s x22', 'slow0', 0x0001 | 0x1000);
ioctl($tunnel, 0x400454ca, $request) or die "slow-loopback.pl: no tunnel: $!\n";
# An address of IPv6 on it would let resolvers ask for one of localhost, of a server that is not there.
if (open(my $file, '>', '/proc/sys/net/ipv6/conf/slow0/disable_ipv6')) { print $file 1 }
run(qw(ip link set slow0 up));
for my $device (qw(all slow0)) {
  # A source of 127.0.0.0/8 is no error there, nor is one of this machine.
  for my $setting ('rp_filter=0', 'accept_local=1', 'route_localnet=1') {
    my ($name, $value) = split /=/, $setting;
    open(my $file, '>', "/proc/sys/net/ipv4/conf/$device/$name") or die "slow-loopback.pl: $name: $!\n";
    print $file $value;
  }
}
run(qw(ip route add 127.0.0.0/8 dev slow0 src 127.0.0.1 table 100));
# What is sent from here (iif lo) goes out by the tunnel; what comes out of it is for this machine.
run(qw(ip rule add pref 10 iif lo lookup 100));
run(qw(ip rule add pref 20 lookup local));
run(qw(ip rule del pref 0));

my $parent = $$;
if (fork()) { close($tunnel); become() }

# Not of the command's group: it is no part of what is tested.
POSIX::setsid();
open(STDOUT, '>', '/dev/null');
open(STDERR, '>', '/dev/null');
my @due;
my $wanted = '';
vec($wanted, fileno($tunnel), 1) = 1;
while (getppid() == $parent) {
  my $wait = @due ? $due[0][0] - time : 0.1;
  $wait = 0 if $wait < 0;
  $wait = 0.1 if $wait > 0.1;
  if (select(my $ready = $wanted, undef, undef, $wait) > 0) {
    sysread($tunnel, my $packet, 65535) or last;
    push @due, [time + $ms / 1000, $packet] unless rand(100) < $percent;
  }
  while (@due && $due[0][0] <= time) { syswrite($tunnel, (shift @due)->[1]) }
}
