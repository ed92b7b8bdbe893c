# Runs in the learner's machine while somebody watches it, and ends when its input does. perl, because every Debian has it
# and it reads a thousand files without starting a thousand programs. A question is one line: its number, what is asked,
# and fields, parted by tabs; the answer is one line of JSON. What it reads is the learner's: bounded everywhere.
use strict;
no warnings;
use POSIX ();
$0 = 'matou-observe';
$| = 1;

my $MAX_TEXT = 1024;
my $MAX_FILE = 256 * 1024;
my $MAX_DB   = 1400 * 1024;
my $MAX_WALK = 4000;
my $MAX_MARK_WALK = 80_000;
my ($MAX_CHANGES, $MAX_MARKS, $MAX_PROCESSES) = (60, 20, 250);
my $TICK = POSIX::sysconf(POSIX::_SC_CLK_TCK()) || 100;
my $PAGE = POSIX::sysconf(POSIX::_SC_PAGESIZE()) || 4096;

# System calls that perl has no name for: times with nanoseconds, and attributes.
my $arm = (POSIX::uname())[4] =~ /^(aarch64|arm64)/;
my ($SYS_STATX, $SYS_LGETXATTR) = $arm ? (291, 9) : (332, 192);

sub now { (POSIX::times())[0] / $TICK }
sub num { my $n = shift; \$n }
sub json {
  my $v = shift;
  return 'null' unless defined $v;
  my $kind = ref $v;
  return '[' . join(',', map { json($_) } @$v) . ']' if $kind eq 'ARRAY';
  return '{' . join(',', map { json($_) . ':' . json($v->{$_}) } sort keys %$v) . '}' if $kind eq 'HASH';
  return defined $$v && $$v =~ /^-?\d+(\.\d+)?$/ ? $$v : 'null' if $kind;
  $v =~ s/([\x00-\x1f"\\\x7f])/sprintf '\\u%04x', ord $1/ge;
  qq("$v");
}
sub text { my $s = shift; defined $s ? substr($s, 0, $MAX_TEXT) : undef }
sub slurp {
  my ($path, $max) = @_;
  # Not what blocks: a pipe in a file's place would hold everything.
  sysopen(my $f, $path, POSIX::O_RDONLY() | POSIX::O_NONBLOCK()) or return undef;
  my ($all, $part) = ('');
  while (length $all < $max and sysread $f, $part, $max - length $all) { $all .= $part }
  $all;
}
sub line { my $s = slurp($_[0], $MAX_TEXT); return undef unless defined $s; $s =~ s/\s+\z//; $s }
sub entries { opendir(my $d, $_[0]) or return (); grep { $_ ne '.' && $_ ne '..' } readdir $d }

# kind, size, ctime in seconds with a fraction, device number of a device
sub look {
  my $path = shift;
  my $buf = "\0" x 256;
  if (syscall($SYS_STATX, -100, $path, 0x100, 0x7ff, $buf) == 0) {
    my $mode = unpack 'S', substr $buf, 28, 2;
    my $size = unpack 'Q', substr $buf, 40, 8;
    my ($s, $ns) = unpack 'q L', substr $buf, 96, 12;
    my ($major, $minor) = unpack 'L L', substr $buf, 128, 8;
    return ($mode & 0170000, $size, $s + $ns / 1e9, "$major:$minor");
  }
  my @s = lstat $path or return ();
  ($s[2] & 0170000, $s[7], $s[10], $s[6] ? 'other' : '0:0');
}
my ($DIR, $FILE, $LINK, $CHAR) = (0040000, 0100000, 0120000, 0020000);
my %TYPE = ($DIR => 'dir', $FILE => 'file', $LINK => 'link', $CHAR => 'device', 0060000 => 'device', 0010000 => 'fifo',
  0140000 => 'socket');
sub opaque {
  for my $name ('user.overlay.opaque', 'trusted.overlay.opaque') {
    my ($key, $path, $buf) = ("$name\0", "$_[0]\0", "\0" x 8);
    my $got = syscall($SYS_LGETXATTR, $path, $key, $buf, 8);
    return $name if $got == 1 && substr($buf, 0, 1) eq 'y';
  }
  undef;
}

# Every entry below a directory until the visitor has had $max; false: not all of them.
sub walk {
  my ($root, $max, $visit) = @_;
  my @dirs = ('');
  my $seen = 0;
  while (defined(my $dir = shift @dirs)) {
    for my $name (sort(entries("$root$dir"))) {
      return 0 if $seen++ >= $max;
      my $path = "$dir/$name";
      my @info = look("$root$path") or next;
      push @dirs, $path if $info[0] == $DIR;
      $visit->($path, @info);
    }
  }
  1;
}

sub overlay2 {
  my ($root, $chains, $containers) = @_;
  my $db = "$root/image/overlay2/layerdb";
  my @layers = map {
    my $dir = "$db/sha256/$_";
    my $diff = line("$dir/diff");
    my ($hex) = defined $diff ? $diff =~ /^sha256:([0-9a-f]{64})$/ : ();
    my $blobs = $hex ? slurp("$root/image/overlay2/distribution/v2metadata-by-diffid/sha256/$hex", 16384) : undef;
    my $cache = line("$dir/cache-id");
    { chain => $_, diff => $diff, parent => line("$dir/parent"), cacheId => $cache, size => num(line("$dir/size")),
      link => defined $cache && $cache !~ m{/} ? line("$root/overlay2/$cache/link") : undef, blobs => $blobs }
  } grep { -d "$db/sha256/$_" } split / /, $chains;
  my @mounts = map {
    my ($mount, $init) = (line("$db/mounts/$_/mount-id"), line("$db/mounts/$_/init-id"));
    { container => $_, mountId => $mount, initId => $init, parent => line("$db/mounts/$_/parent"),
      link => defined $mount && $mount !~ m{/} ? line("$root/overlay2/$mount/link") : undef,
      initLink => defined $init && $init !~ m{/} ? line("$root/overlay2/$init/link") : undef }
  } grep { -d "$db/mounts/$_" } split / /, $containers;
  { layers => \@layers, mounts => \@mounts, total => num(scalar(my @all = entries("$db/sha256"))) };
}

sub marks {
  my $dir = shift;
  my (@found, $more);
  walk($dir, $MAX_MARK_WALK, sub {
    my ($path, $kind, $size, $ctime, $device) = @_;
    my $sign = $kind == $CHAR && $device eq '0:0' ? 'c 0 0' : $kind == $DIR ? opaque("$dir$path") : undef;
    return unless $sign;
    if (@found >= $MAX_MARKS) { $more++; return }
    push @found, { kind => $sign eq 'c 0 0' ? 'whiteout' : 'opaque', path => text($path), sign => $sign };
  });
  { marks => \@found, more => num($more || 0) };
}

# What a container saw at this path before: looks from the highest of the layers below downwards.
sub below {
  my ($path, $lowers) = @_;
  my @parts = split m{/}, $path;
  LAYER: for my $lower (@$lowers) {
    my $at = $lower;
    my $hidden = 0;
    for my $i (1 .. $#parts) {
      $at .= "/$parts[$i]";
      my @info = look($at) or ($hidden ? return 0 : next LAYER);
      return 0 if $info[0] == $CHAR && $info[3] eq '0:0';
      return 1 if $i == $#parts;
      return 0 if $info[0] != $DIR;
      $hidden = 1 if opaque($at);
    }
  }
  0;
}

my (@watched, %signature);
my ($interval, $due) = (0, 0);
sub poll {
  my $all = shift;
  my @news;
  for my $w (@watched) {
    next unless $all || $w->{live};
    my (@list, $total, $bytes);
    my $complete = walk($w->{dir}, $MAX_WALK, sub {
      my ($path, $kind, $size, $ctime, $device) = @_;
      $total++;
      $bytes += $size if $kind == $FILE;
      push @list, [$path, $kind, $size, $ctime, $device];
    });
    my $signature = join "\0", map { "@$_" } @list;
    next if defined $signature{$w->{id}} && $signature{$w->{id}} eq $signature;
    $signature{$w->{id}} = $signature;
    @list = sort { $b->[3] <=> $a->[3] || $b->[0] cmp $a->[0] } @list;
    splice @list, $MAX_CHANGES if @list > $MAX_CHANGES;
    my @changes = map {
      my ($path, $kind, $size, $ctime, $device) = @$_;
      my $gone = $kind == $CHAR && $device eq '0:0';
      my $new = $gone || below($path, $w->{lowers});
      { path => text($path), change => $gone ? 'D' : $new ? 'C' : 'A', type => $gone ? 'whiteout' : $TYPE{$kind} || 'device',
        opaque => $kind == $DIR ? opaque("$w->{dir}$path") : undef, size => num($kind == $FILE ? $size : 0), ctime => num(sprintf '%.3f', $ctime) }
    } @list;
    push @news, { id => $w->{id}, changes => \@changes, more => num($total - @changes), complete => num($complete),
      size => num($bytes || 0) };
  }
  print json({ writes => \@news }), "\n" if @news;
}
sub watch {
  my ($ms, @list) = @_;
  $interval = $ms / 1000;
  @watched = map {
    my ($id, $live, $dir, $lowers) = split /\x01/, $_, -1;
    { id => $id, live => $live, dir => $dir, lowers => [split /:/, $lowers] }
  } @list;
  my %known = map { $_->{id} => 1 } @watched;
  delete @signature{grep { !$known{$_} } keys %signature};
  # Before the answer, so that whoever asked knows all by then.
  poll(1);
  $due = now() + $interval;
  { ok => num(1) };
}

my @NAMESPACES = qw(pid net mnt uts ipc user cgroup);
sub cgroup_mounts {
  my %at;
  for (split /\n/, slurp('/proc/self/mounts', $MAX_FILE)) {
    my (undef, $dir, $type, $options) = split / /;
    if ($type eq 'cgroup2') { $at{''} = $dir }
    elsif ($type eq 'cgroup') { $at{$_} = $dir for split /,/, $options }
  }
  \%at;
}
my %FILES = (
  memory => ['memory.limit_in_bytes', 'memory.usage_in_bytes', 'memory.oom_control'],
  cpu => ['cpu.cfs_quota_us', 'cpu.cfs_period_us'], cpuacct => ['cpuacct.usage'], pids => ['pids.max', 'pids.current'],
  '' => ['memory.max', 'memory.current', 'memory.events', 'cpu.max', 'cpu.stat', 'pids.max', 'pids.current'],
);
sub group {
  my ($container, $lines, $mounts) = @_;
  my (%files, $path);
  for (split /\n/, $lines) {
    my (undef, $names, $at) = split /:/, $_, 3;
    # Beside v1 there may be an empty v2 tree.
    next if $names eq '' && exists $mounts->{memory};
    $path = $at if $names eq '' || $names =~ /\bmemory\b/;
    for my $name ($names eq '' ? '' : split /,/, $names) {
      next unless $FILES{$name} && defined $mounts->{$name};
      for my $file (@{ $FILES{$name} }) {
        my $full = "$mounts->{$name}" . ($at eq '/' ? '' : $at) . "/$file";
        my $content = slurp($full, 4096);
        $files{$file} = { file => text($full), content => $content } if defined $content;
      }
    }
  }
  { container => $container, path => text($path), files => \%files };
}
sub processes {
  my $mounts = cgroup_mounts();
  my (@all, %groups, $more);
  my @pids = sort { $a <=> $b } grep { /^\d+$/ } entries('/proc');
  for my $pid (@pids) {
    if (@all >= 4 * $MAX_PROCESSES) { $more++; next }
    my $stat = slurp("/proc/$pid/stat", 4096);
    # The name may hold blanks and brackets: everything up to the last one.
    my ($name, $ppid) = defined $stat ? $stat =~ /^\d+ \((.*)\) \S (\d+) /s : next;
    my $status = slurp("/proc/$pid/status", 8192);
    my ($uid) = $status =~ /^Uid:\s+(\d+)/m;
    my ($inner) = $status =~ /^NSpid:.*?(\d+)$/m;
    my ($rss) = slurp("/proc/$pid/statm", 256) =~ /^\d+ (\d+)/;
    my $command = slurp("/proc/$pid/cmdline", $MAX_TEXT);
    $command =~ s/\0+\z//;
    $command =~ s/\0/ /g;
    my $cgroup = slurp("/proc/$pid/cgroup", 8192);
    my ($container) = $cgroup =~ m{^\d+:(?:[^:\n]*\bmemory\b[^:\n]*)?:.*?(?:/|docker-)([0-9a-f]{64})(?:\.scope)?}m;
    my ($path) = $cgroup =~ (defined $mounts->{memory} ? qr/^\d+:[^:\n]*\bmemory\b[^:\n]*:(.*)$/m : qr/^0::(.*)$/m);
    $groups{$container} ||= $cgroup if defined $container;
    push @all, { pid => num($pid), ppid => num($ppid), name => text($name), command => $command, uid => num($uid),
      inner => num($inner), rss => num($rss * $PAGE), cgroup => text($path), container => $container,
      ns => { map { my ($inode) = (readlink "/proc/$pid/ns/$_" // '') =~ /\[(\d+)\]/; ($_ => num($inode)) } @NAMESPACES } };
  }
  my $root = slurp('/proc/1/cgroup', 8192);
  # PID 1 is in a slice of its own below the machine's.
  $root =~ s/^(\d+:[^:\n]*:).*$/$1\//mg;
  my @ids = sort keys %groups;
  splice @ids, 40 if @ids > 40;
  { version => num(defined $mounts->{memory} ? 1 : 2), processes => \@all, more => num($more || 0), self => num($$),
    groups => [group(undef, $root, $mounts), map { group($_, $groups{$_}, $mounts) } @ids] };
}

my %ANSWERS = (
  overlay2 => \&overlay2,
  marks => \&marks,
  files => sub { +{ files => { map { ($_ => slurp($_, $MAX_FILE)) } @_ } } },
  # Of a database only when it has changed.
  database => sub {
    my ($path, $known) = @_;
    my @info = look($path) or return { signature => undef, hex => undef };
    my $signature = "$info[1] $info[2]";
    { signature => $signature, hex => $signature eq $known || $info[1] > $MAX_DB ? undef : unpack 'H*', slurp($path, $MAX_DB) };
  },
  processes => \&processes,
  addresses => sub { +{ addresses => scalar qx{ip -j -4 addr show scope global 2>/dev/null} } },
  directories => sub { +{ count => num(scalar(my @all = entries($_[0]))) } },
  watch => \&watch,
);

print json({ ready => num(1) }), "\n";
my $buf = '';
while (1) {
  my $ready = '';
  vec($ready, 0, 1) = 1;
  my $wait = $interval ? $due - now() : undef;
  $wait = 0 if defined $wait && $wait < 0;
  my $n = select $ready, undef, undef, $wait;
  if ($n > 0) {
    sysread STDIN, $buf, 65536, length $buf or exit;
    exit if length $buf > 1 << 20;
    while ($buf =~ s/^([^\n]*)\n//) {
      my ($number, $what, @fields) = split /\t/, $1, -1;
      my $answer = $ANSWERS{$what} ? eval { $ANSWERS{$what}->(@fields) } : undef;
      print json({ n => num($number), answer => $answer }), "\n";
    }
  }
  if ($interval && now() >= $due) {
    my $began = now();
    poll(0);
    # However much is written, looking takes a twentieth of a core at most.
    my $took = now() - $began;
    $due = now() + ($took * 20 > $interval ? $took * 20 : $interval);
  }
}
