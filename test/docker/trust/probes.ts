/** Prints the files below these folders that take back what they hold. */
export const WRITES_BACK = (dirs: string): string => `
  for f in $(find ${dirs} -type f -perm /222 2>/dev/null); do
    v=$(timeout 1 head -n 1 "$f" 2>/dev/null) || continue
    if (printf '%s\\n' "$v" > "$f") 2>/dev/null; then echo "$f"; fi
  done
  true`;

/** Number on x64 and arm64; the arguments are zeros, so what is allowed fails with EFAULT or EINVAL, not with EPERM. */
const CALLS: Readonly<Record<string, readonly [x64: number, arm64: number]>> = {
  getpid: [39, 172],
  open_by_handle_at: [304, 265],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  bpf: [321, 280],
  perf_event_open: [298, 241],
  keyctl: [250, 219],
  add_key: [248, 217],
  request_key: [249, 218],
  io_uring_setup: [425, 425],
  userfaultfd: [323, 282],
  swapon: [167, 224],
  swapoff: [168, 225],
  acct: [163, 89],
  quotactl: [179, 60],
  move_pages: [279, 239],
  syslog: [103, 116],
  settimeofday: [164, 170],
};

/** Prints the names of the calls that the machine is not refused outright. */
export function syscalls(arch: string): string {
  const column = arch === 'arm64' ? 1 : 0;
  const table = Object.entries(CALLS).map(([name, numbers]) => `${name} => ${numbers[column]}`);
  return `perl -e '
    my %calls = (${table.join(', ')});
    for my $name (sort keys %calls) {
      $! = 0;
      my $said = syscall($calls{$name}, 0, 0, 0, 0, 0);
      print "$name\\n" unless $said == -1 && ($! == 1 || $! == 38);
    }'`;
}
