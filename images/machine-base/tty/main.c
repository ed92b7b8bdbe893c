#include "matou-tty.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  const char *what = argc > 2 ? argv[1] : "";
  int number = argc > 3 ? atoi(argv[3]) : 0;
  if (argc > 3 && !strcmp(what, "serve")) return serve(argv[2], argv + 3);
  if (number < 1 || number > 255) what = "";
  if (!strcmp(what, "attach")) return attach(argv[2], number, argc < 5);
  if (!strcmp(what, "hangup")) return hang_up(argv[2], number, argc < 5);
  fputs("matou-tty serve SOCKET PROGRAM [ARGUMENT...]\n"
        "matou-tty attach SOCKET NUMBER [live]\n"
        "matou-tty hangup SOCKET NUMBER [idle]\n", stderr);
  return 64;
}
