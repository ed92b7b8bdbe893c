/* The other end of the protocol, for where the server can't reach the socket itself and goes through `docker exec`. */
#define _GNU_SOURCE
#include "matou-tty.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

enum { NOT_REACHED = 75 };

static volatile sig_atomic_t resized = 1;

static void on_resize(int signal) {
  (void)signal;
  resized = 1;
}

int dial(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) return -1;
  strcpy(address.sun_path, path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0) return fd;
  if (fd >= 0) close(fd);
  return -1;
}

static int write_all(int fd, const uint8_t *from, size_t bytes) {
  while (bytes > 0) {
    ssize_t n = write(fd, from, bytes);
    if (n < 0 && errno != EINTR) return -1;
    if (n > 0) from += n, bytes -= (size_t)n;
  }
  return 0;
}

static int send_size(int fd, uint8_t *frame, size_t at) {
  struct winsize size = {.ws_col = 80, .ws_row = 24};
  ioctl(STDIN_FILENO, TIOCGWINSZ, &size);
  put(frame + at, size.ws_col, 2);
  put(frame + at + 2, size.ws_row, 2);
  return write_all(fd, frame, FRAME_HEAD_BYTES + get(frame + 1, 2));
}

static int relay(int fd) {
  uint8_t frame[FRAME_HEAD_BYTES + 4096], hello[HELLO_BYTES];
  size_t greeted = 0;
  struct pollfd polled[] = {{.fd = fd, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
  for (;;) {
    if (resized) {
      resized = 0;
      uint8_t size[FRAME_HEAD_BYTES + 4] = {SIZE, 0, 4};
      if (send_size(fd, size, FRAME_HEAD_BYTES) < 0) return 0;
    }
    if (poll(polled, 2, -1) < 0) continue;
    if (polled[0].revents) {
      ssize_t n = greeted < sizeof hello ? read(fd, hello + greeted, sizeof hello - greeted)
                                         : read(fd, frame, sizeof frame);
      if (n <= 0) return 0;
      if (greeted < sizeof hello) greeted += (size_t)n;
      else if (write_all(STDOUT_FILENO, frame, (size_t)n) < 0) return 0;
    }
    if (polled[1].revents) {
      ssize_t n = read(STDIN_FILENO, frame + FRAME_HEAD_BYTES, sizeof frame - FRAME_HEAD_BYTES);
      if (n <= 0) return 0;
      frame[0] = INPUT;
      put(frame + 1, (uint64_t)n, 2);
      if (write_all(fd, frame, FRAME_HEAD_BYTES + (size_t)n) < 0) return 0;
    }
  }
}

int attach(const char *path, int terminal, int replay) {
  signal(SIGPIPE, SIG_IGN);
  sigaction(SIGWINCH, &(struct sigaction){.sa_handler = on_resize}, NULL);
  int fd = dial(path);
  if (fd < 0) return NOT_REACHED;
  struct termios raw;
  if (tcgetattr(STDIN_FILENO, &raw) == 0) {
    cfmakeraw(&raw);
    tcsetattr(STDIN_FILENO, TCSANOW, &raw);
  }
  uint8_t frame[FRAME_HEAD_BYTES + ATTACH_BYTES] = {ATTACH, 0, ATTACH_BYTES, (uint8_t)terminal};
  put(frame + FRAME_HEAD_BYTES + 13, replay ? 0 : FROM_END, 6);
  /* Its size is for a shell that starts now; one that runs is told by the first SIZE. */
  return send_size(fd, frame, FRAME_HEAD_BYTES + 1) < 0 ? NOT_REACHED : relay(fd);
}

int hang_up(const char *path, int terminal, int force) {
  int fd = dial(path);
  if (fd < 0) return NOT_REACHED;
  uint8_t frame[] = {HANGUP, 0, 2, (uint8_t)terminal, (uint8_t)force};
  return write_all(fd, frame, sizeof frame) < 0 ? NOT_REACHED : 0;
}
