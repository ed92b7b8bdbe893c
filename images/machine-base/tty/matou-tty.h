/*
 * The learner's shells are children of one small process in the machine, so the machine's limits hold for them and they
 * outlive the page and the server that show them. The server connects to its socket and speaks this protocol:
 *
 *   to the master:  type (1) length (2, big-endian) payload
 *     ATTACH     terminal (1) columns (2) rows (2) life (8) from (6)   starts the shell, of this size, if there is none
 *     INPUT      what was typed
 *     INTERRUPT  the same, and what was typed before and not yet read is forgotten
 *     SIZE       columns (2) rows (2)
 *     HANGUP     terminal (1) force (1)                                 ends the shell; without force only an idle one
 *   from the master, after ATTACH:
 *     magic (4) life (8) from (6) end (6) columns (2) rows (2), then what the shell prints, as it is, from byte `from` on
 *
 * A life is one shell from its start to its end, `from` a position in all that this life has printed. Whoever attaches again
 * names both and misses nothing and gets nothing twice; whoever names neither gets what is still kept. Up to `end` it
 * was printed before. When the shell has ended and all was sent, the master closes the connection.
 */
#include <stddef.h>
#include <stdint.h>

enum { ATTACH = 1, INPUT, INTERRUPT, SIZE, HANGUP };
enum { ATTACH_BYTES = 19, HELLO_BYTES = 28, LIFE_BYTES = 8, FRAME_HEAD_BYTES = 3, FRAME_MAX_BYTES = 65535 };
#define MAGIC "mtt1"
/* As `from`: nothing that was printed before. */
#define FROM_END 0xffffffffffffULL

static inline void put(uint8_t *at, uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; i--, value >>= 8) at[i] = (uint8_t)value;
}

static inline uint64_t get(const uint8_t *at, int bytes) {
  uint64_t value = 0;
  for (int i = 0; i < bytes; i++) value = value << 8 | at[i];
  return value;
}

/* 0 when the shell's connection was closed, else the exit code. */
int attach(const char *socket_path, int terminal, int replay);
int hang_up(const char *socket_path, int terminal, int force);
/* A connected socket, or -1. */
int dial(const char *socket_path);
int serve(const char *socket_path, char **argv);
