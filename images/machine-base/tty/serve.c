#define _GNU_SOURCE
#include "matou-tty.h"
#include "shell.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
  MAX_TERMINALS = 64,
  MAX_CONNECTIONS = 128,
  /* What a shell has printed last, for whoever attaches next: 5,000 lines of 200 bytes. Untouched pages cost nothing. */
  RING_BYTES = 1 << 20,
  /* Read ahead of the connection: what is on its way when somebody presses Ctrl-C has to be shown first. */
  AHEAD_BYTES = 16 << 10,
  SEND_BUFFER_BYTES = 32 << 10,
  READ_BYTES = 16 << 10,
  /* All that a pty can hold is less. */
  DRAIN_BYTES = 256 << 10,
  /* For a program that doesn't read. What is typed beyond it is lost. */
  MAX_UNREAD_BYTES = 4 << 20,
  HUNG_UP_MS = 50,
  /* A connection that was cut comes back within moments: until then nothing is printed over what it hasn't got. */
  COMES_BACK_MS = 5000,
  KEPT_BYTES = RING_BYTES / 2,
};

struct connection {
  int fd;
  struct terminal *terminal;
  uint8_t hello[HELLO_BYTES];
  size_t hello_left;
  size_t have;
  uint8_t frame[FRAME_HEAD_BYTES + FRAME_MAX_BYTES];
};

struct terminal {
  int number, pty;
  struct shell shell;
  int over;
  int64_t quiet_until_ms, held_until_ms;
  uint8_t life[LIFE_BYTES];
  uint8_t *ring;
  uint64_t printed, sent;
  uint8_t *unread;
  size_t unread_bytes, unread_room;
  struct connection *connection;
};

static struct terminal *terminals[MAX_TERMINALS];
static struct connection *connections[MAX_CONNECTIONS];
static char **shell_argv;

/* It is freed at the end of the round: whoever has it in hand sees `fd` only. */
static void disconnect(struct connection *c) {
  if (c->terminal) {
    c->terminal->connection = NULL;
    c->terminal->held_until_ms = now_ms() + COMES_BACK_MS;
  }
  c->terminal = NULL;
  if (c->fd >= 0) close(c->fd);
  c->fd = -1;
}

static struct terminal *find(int number) {
  for (int i = 0; i < MAX_TERMINALS; i++)
    if (terminals[i] && terminals[i]->number == number) return terminals[i];
  return NULL;
}

static void forget_input(struct terminal *t) {
  free(t->unread);
  t->unread = NULL;
  t->unread_bytes = t->unread_room = 0;
}

static void forget(struct terminal *t) {
  for (int i = 0; i < MAX_TERMINALS; i++)
    if (terminals[i] == t) terminals[i] = NULL;
  if (t->connection) disconnect(t->connection);
  forget_input(t);
  free(t->ring);
  free(t);
}

static struct terminal *start(int number, struct winsize size) {
  int slot = 0;
  while (slot < MAX_TERMINALS && terminals[slot]) slot++;
  struct terminal *t = slot < MAX_TERMINALS ? calloc(1, sizeof *t) : NULL;
  if (!t) return NULL;
  t->number = number;
  t->ring = malloc(RING_BYTES);
  t->pty = t->ring ? start_shell(&t->shell, shell_argv, size) : -1;
  if (t->pty < 0 || getrandom(t->life, sizeof t->life, 0) != sizeof t->life) {
    free(t->ring);
    free(t);
    return NULL;
  }
  return terminals[slot] = t;
}

/* What the ring holds from byte `from` on, at most `bytes` of it, as one or two pieces. */
static int pieces(struct terminal *t, uint64_t from, size_t bytes, struct iovec out[2]) {
  size_t at = from % RING_BYTES, first = bytes < RING_BYTES - at ? bytes : RING_BYTES - at;
  out[0] = (struct iovec){t->ring + at, first};
  out[1] = (struct iovec){t->ring, bytes - first};
  return bytes > first ? 2 : 1;
}

/* A terminal that is over may be gone afterwards. */
static void send_out(struct terminal *t) {
  struct connection *c = t->connection;
  while (c && c->hello_left > 0) {
    ssize_t n = write(c->fd, c->hello + HELLO_BYTES - c->hello_left, c->hello_left);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) disconnect(c), c = NULL;
    else c->hello_left -= (size_t)n;
  }
  while (c && t->sent < t->printed) {
    struct iovec out[2];
    ssize_t n = writev(c->fd, out, pieces(t, t->sent, t->printed - t->sent, out));
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) disconnect(c), c = NULL;
    else t->sent += (uint64_t)n;
  }
  if (t->over && (!c || t->sent == t->printed)) forget(t);
}

/* Reads what the shell has printed, `most` bytes at most. */
static void take_in(struct terminal *t, size_t most) {
  while (most > 0) {
    struct iovec in[2];
    ssize_t n = readv(t->pty, in, pieces(t, t->printed, most, in));
    if (n <= 0) return;
    t->printed += (uint64_t)n;
    most -= (size_t)n;
  }
}

/* The shell has ended. What it left running keeps running, without this terminal. */
static void end(struct terminal *t) {
  if (t->over) return;
  shell_has_ended(&t->shell);
  take_in(t, DRAIN_BYTES);
  t->over = 1;
  close(t->pty);
  t->pty = -1;
  send_out(t);
}

static int may_print(struct terminal *t, int64_t now) {
  uint64_t behind = t->printed - t->sent;
  if (t->connection) return behind < AHEAD_BYTES;
  return behind < KEPT_BYTES || now >= t->held_until_ms;
}

static void write_in(struct terminal *t) {
  size_t done = 0;
  while (done < t->unread_bytes) {
    ssize_t n = write(t->pty, t->unread + done, t->unread_bytes - done);
    if (n <= 0) break;
    done += (size_t)n;
  }
  if (done == t->unread_bytes) forget_input(t);
  else memmove(t->unread, t->unread + done, t->unread_bytes -= done);
}

static void type(struct terminal *t, const uint8_t *data, size_t bytes) {
  if (t->over) return;
  while (bytes > 0 && t->unread_bytes == 0) {
    ssize_t n = write(t->pty, data, bytes);
    if (n <= 0) break;
    data += n;
    bytes -= (size_t)n;
  }
  if (bytes == 0 || t->unread_bytes + bytes > MAX_UNREAD_BYTES) return;
  if (t->unread_room < t->unread_bytes + bytes) {
    size_t room = 2 * (t->unread_bytes + bytes);
    uint8_t *more = realloc(t->unread, room);
    if (!more) return;
    t->unread = more;
    t->unread_room = room;
  }
  memcpy(t->unread + t->unread_bytes, data, bytes);
  t->unread_bytes += bytes;
}

/* Where somebody who asks for `from` can be served from: not in the middle of a line if something is missing anyway. */
static uint64_t replay_start(struct terminal *t, uint64_t from) {
  uint64_t oldest = t->printed > RING_BYTES ? t->printed - RING_BYTES : 0;
  if (from >= oldest) return from < t->printed ? from : t->printed;
  for (uint64_t at = oldest; at < t->printed; at++)
    if (t->ring[at % RING_BYTES] == '\n') return at + 1;
  return oldest;
}

static void connect_to(struct connection *c, const uint8_t *payload) {
  struct winsize size = {.ws_col = (uint16_t)get(payload + 1, 2), .ws_row = (uint16_t)get(payload + 3, 2)};
  const uint8_t *life = payload + 5;
  struct terminal *t = find(payload[0]);
  if (t && t->over && memcmp(t->life, life, LIFE_BYTES) != 0) forget(t), t = NULL;
  if (!t) t = start(payload[0], size);
  if (!t) return disconnect(c);
  if (t->connection) disconnect(t->connection);
  t->connection = c;
  c->terminal = t;
  static const uint8_t none[LIFE_BYTES];
  uint64_t from = get(payload + 13, 6);
  int known = !memcmp(t->life, life, LIFE_BYTES) || !memcmp(none, life, LIFE_BYTES);
  t->sent = replay_start(t, known ? from : 0);
  memcpy(c->hello, MAGIC, 4);
  memcpy(c->hello + 4, t->life, LIFE_BYTES);
  put(c->hello + 12, t->sent, 6);
  put(c->hello + 18, t->printed, 6);
  if (!t->over) ioctl(t->pty, TIOCGWINSZ, &size);
  put(c->hello + 24, size.ws_col, 2);
  put(c->hello + 26, size.ws_row, 2);
  c->hello_left = HELLO_BYTES;
  send_out(t);
}

static void hang_up_terminal(int number, int force) {
  struct terminal *t = find(number);
  if (!t || t->over || (!force && shell_is_busy(&t->shell, t->pty))) return;
  hang_up_shell(&t->shell, t->pty);
  /* Whoever asks for this number from now on gets a new one, though this one may take a moment to end. */
  t->number = 0;
}

static void obey(struct connection *c, int what, const uint8_t *payload, size_t bytes) {
  struct terminal *t = c->terminal;
  if (what == ATTACH && bytes == ATTACH_BYTES && !t) {
    connect_to(c, payload);
  } else if (what == HANGUP && bytes == 2) {
    hang_up_terminal(payload[0], payload[1]);
  } else if (!t) {
    disconnect(c);
  } else if (what == INPUT) {
    type(t, payload, bytes);
  } else if (what == INTERRUPT) {
    if (t->unread_bytes > 0) {
      forget_input(t);
      forget_queued_input(t->pty);
    }
    type(t, payload, bytes);
  } else if (what == SIZE && bytes == 4 && !t->over) {
    struct winsize size = {.ws_col = (uint16_t)get(payload, 2), .ws_row = (uint16_t)get(payload + 2, 2)};
    ioctl(t->pty, TIOCSWINSZ, &size);
  }
}

static void listen_to(struct connection *c) {
  ssize_t n = read(c->fd, c->frame + c->have, sizeof c->frame - c->have);
  if (n < 0 && errno == EAGAIN) return;
  if (n <= 0) return disconnect(c);
  c->have += (size_t)n;
  size_t at = 0;
  while (c->have - at >= FRAME_HEAD_BYTES) {
    size_t bytes = get(c->frame + at + 1, 2);
    if (c->have - at < FRAME_HEAD_BYTES + bytes) break;
    obey(c, c->frame[at], c->frame + at + FRAME_HEAD_BYTES, bytes);
    if (c->fd < 0) return;
    at += FRAME_HEAD_BYTES + bytes;
  }
  memmove(c->frame, c->frame + at, c->have -= at);
}

static void welcome(int listener) {
  int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return;
  setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &(int){SEND_BUFFER_BYTES}, sizeof(int));
  for (int i = 0; i < MAX_CONNECTIONS; i++) {
    if (connections[i]) continue;
    struct connection *c = malloc(sizeof *c);
    if (!c) break;
    c->fd = fd;
    c->terminal = NULL;
    c->hello_left = c->have = 0;
    connections[i] = c;
    return;
  }
  close(fd);
}

static void bury(int signals) {
  struct signalfd_siginfo info;
  while (read(signals, &info, sizeof info) > 0) {}
  pid_t pid;
  while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
    for (int i = 0; i < MAX_TERMINALS; i++)
      if (terminals[i] && terminals[i]->shell.pid == pid) end(terminals[i]);
}

static int listen_at(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) return -1;
  strcpy(address.sun_path, path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  unlink(path);
  umask(077);
  int bound = bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, MAX_CONNECTIONS) == 0;
  umask(022);
  return bound ? fd : -1;
}

int serve(const char *path, char **argv) {
  shell_argv = argv;
  signal(SIGPIPE, SIG_IGN);
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, NULL);
  int signals = signalfd(-1, &child, SFD_NONBLOCK | SFD_CLOEXEC), listener = listen_at(path);
  if (listener < 0 || signals < 0) return 1;
  for (;;) {
    struct pollfd polled[2 + MAX_CONNECTIONS + MAX_TERMINALS] = {{listener, POLLIN, 0}, {signals, POLLIN, 0}};
    struct pollfd *end_of_polled = polled + 2;
    int64_t now = now_ms(), due = kill_the_stubborn(now, now + 60000);
    /* Every slot, used or not: poll skips a negative descriptor, and the slots keep their places. */
    for (int i = 0; i < MAX_CONNECTIONS; i++) {
      struct connection *c = connections[i];
      if (c && c->fd < 0) free(c), c = connections[i] = NULL;
      int waiting = c && (c->hello_left > 0 || (c->terminal && c->terminal->sent < c->terminal->printed));
      *end_of_polled++ = (struct pollfd){c ? c->fd : -1, (short)(POLLIN | (waiting ? POLLOUT : 0)), 0};
    }
    for (int i = 0; i < MAX_TERMINALS; i++) {
      struct terminal *t = terminals[i];
      if (t && t->quiet_until_ms > now && t->quiet_until_ms < due) due = t->quiet_until_ms;
      int room = t && may_print(t, now);
      short events = (short)((room ? POLLIN : 0) | (t && t->unread_bytes > 0 ? POLLOUT : 0));
      if (t && !room && !t->connection && t->held_until_ms < due) due = t->held_until_ms;
      int looked_at = t && events && t->quiet_until_ms <= now;
      *end_of_polled++ = (struct pollfd){looked_at ? t->pty : -1, events, 0};
    }
    int wait_ms = due > now ? (int)(due - now) : 0;
    if (poll(polled, (nfds_t)(end_of_polled - polled), wait_ms) < 0) continue;
    for (int i = 0; i < MAX_CONNECTIONS; i++) {
      struct connection *c = connections[i];
      short what = polled[2 + i].revents;
      if (what & POLLOUT && c->terminal) send_out(c->terminal);
      if (what & (POLLIN | POLLHUP | POLLERR) && c->fd >= 0) listen_to(c);
    }
    for (int i = 0; i < MAX_TERMINALS; i++) {
      struct terminal *t = terminals[i];
      short what = polled[2 + MAX_CONNECTIONS + i].revents;
      /* One that a connection has just ended, or started in its place, has nothing to do with what was polled. */
      if (!t || polled[2 + MAX_CONNECTIONS + i].fd != t->pty) continue;
      if (what & POLLOUT) write_in(t);
      if (what & POLLIN) {
        take_in(t, READ_BYTES);
        send_out(t);
      } else if (what & POLLHUP) {
        /* The shell has closed its terminal and lives: nothing to read, and poll would say so for ever. */
        t->quiet_until_ms = now + HUNG_UP_MS;
      }
    }
    if (polled[0].revents) welcome(listener);
    if (polled[1].revents) bury(signals);
  }
}
