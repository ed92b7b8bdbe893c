#define _GNU_SOURCE
#include "shell.h"
#include <dirent.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 500, MAX_CONDEMNED = 128 };

int64_t now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static void become_shell(char **argv) {
  struct termios mode;
  if (tcgetattr(STDIN_FILENO, &mode) == 0) {
    mode.c_iflag |= IUTF8; /* Backspace takes a whole character */
    tcsetattr(STDIN_FILENO, TCSANOW, &mode);
  }
  /* systemd lets its services ignore SIGPIPE, and `yes | head` would complain. */
  for (int i = 1; i < NSIG; i++) signal(i, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  /* They tell of this service, not of the shell. */
  unsetenv("INVOCATION_ID");
  unsetenv("JOURNAL_STREAM");
  unsetenv("SYSTEMD_EXEC_PID");
  execvp(argv[0], argv);
  perror(argv[0]);
  _exit(127);
}

int start_shell(struct shell *shell, char **argv, struct winsize size) {
  int pty;
  pid_t pid = forkpty(&pty, NULL, NULL, &size);
  if (pid < 0) return -1;
  if (pid == 0) become_shell(argv);
  fcntl(pty, F_SETFD, FD_CLOEXEC);
  fcntl(pty, F_SETFL, O_RDWR | O_NONBLOCK);
  *shell = (struct shell){.pid = pid};
  return pty;
}

static int is_of_session(const char *pid, pid_t session) {
  char path[64], stat[512];
  snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t n = fd < 0 ? -1 : read(fd, stat, sizeof stat - 1);
  if (fd >= 0) close(fd);
  if (n <= 0) return 0;
  stat[n] = 0;
  /* The name may hold anything, a parenthesis too. */
  const char *after = strrchr(stat, ')');
  int of = 0;
  return after && sscanf(after + 1, " %*c %*d %*d %d", &of) == 1 && of == session;
}

int shell_is_busy(const struct shell *shell, int pty) {
  if (tcgetpgrp(pty) != shell->pid) return 1;
  DIR *proc = opendir("/proc");
  if (!proc) return 1;
  int others = 0;
  for (struct dirent *entry; !others && (entry = readdir(proc));)
    others = atoi(entry->d_name) > 0 && atoi(entry->d_name) != shell->pid && is_of_session(entry->d_name, shell->pid);
  closedir(proc);
  return others;
}

/* Those who were hung up on, each with the end of our patience: as kill takes them, negative for a group. */
static struct { pid_t whom; int64_t at_ms; } condemned[MAX_CONDEMNED];

static void condemn(pid_t whom) {
  int i = 0;
  while (i < MAX_CONDEMNED - 1 && condemned[i].whom) i++;
  condemned[i].whom = whom;
  condemned[i].at_ms = now_ms() + PATIENCE_MS;
}

void hang_up_shell(const struct shell *shell, int pty) {
  pid_t foreground = tcgetpgrp(pty);
  if (foreground > 0 && foreground != shell->pid) {
    kill(-foreground, SIGHUP);
    kill(-foreground, SIGCONT);
    condemn(-foreground);
  }
  kill(shell->pid, SIGHUP);
  kill(shell->pid, SIGCONT);
  condemn(shell->pid);
}

void shell_has_ended(const struct shell *shell) {
  for (int i = 0; i < MAX_CONDEMNED; i++)
    if (condemned[i].whom == shell->pid) condemned[i].whom = 0;
}

int64_t kill_the_stubborn(int64_t now, int64_t due) {
  for (int i = 0; i < MAX_CONDEMNED; i++) {
    if (!condemned[i].whom) continue;
    if (condemned[i].at_ms > now) {
      if (condemned[i].at_ms < due) due = condemned[i].at_ms;
      continue;
    }
    kill(condemned[i].whom, SIGKILL);
    condemned[i].whom = 0;
  }
  return due;
}

void forget_queued_input(int pty) {
  int terminal = ioctl(pty, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal < 0) return;
  tcflush(terminal, TCIFLUSH);
  close(terminal);
}
