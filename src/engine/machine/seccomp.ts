/**
 * Allows by default and denies what no lab needs. Keyrings and io_uring answer ENOSYS, as on a kernel built without
 * them, so programs fall back; since no session keyrings are made, a machine costs 1 key of its uid's quota, not 16.
 */
const ENOSYS = 38;
const EPERM = 1;

export const SECCOMP_PROFILE = JSON.stringify({
  defaultAction: 'SCMP_ACT_ALLOW',
  syscalls: [
    {
      names: [
        ...['add_key', 'request_key', 'keyctl'],
        ...['io_uring_setup', 'io_uring_enter', 'io_uring_register', 'userfaultfd'],
      ],
      action: 'SCMP_ACT_ERRNO',
      errnoRet: ENOSYS,
    },
    {
      names: [
        ...['kexec_load', 'kexec_file_load', 'init_module', 'finit_module', 'delete_module'],
        ...['swapon', 'swapoff', 'acct', 'iopl', 'ioperm', 'open_by_handle_at', 'lookup_dcookie'],
        ...['perf_event_open', 'bpf', 'quotactl', 'quotactl_fd', 'move_pages'],
        // The host's kernel log: not every host keeps it from users.
        'syslog',
      ],
      action: 'SCMP_ACT_ERRNO',
      errnoRet: EPERM,
    },
  ],
});
