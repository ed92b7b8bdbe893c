#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/types.h>

struct shell {
  pid_t pid;
};

/* The pty's master, not blocking, or -1. */
int start_shell(struct shell *shell, char **argv, struct winsize size);
/* Whether the shell runs anything, in the foreground or not. */
int shell_is_busy(const struct shell *shell, int pty);
/* As when a terminal's line is cut; what doesn't mind that is killed a little later. */
void hang_up_shell(const struct shell *shell, int pty);
/* Its number may soon be another's. */
void shell_has_ended(const struct shell *shell);
/* When to call this again, `due` at the latest. */
int64_t kill_the_stubborn(int64_t now, int64_t due);
/* What was typed and the program hasn't read: in a full queue Ctrl-C would wait for its turn. */
void forget_queued_input(int pty);
int64_t now_ms(void);
