// Preloaded into a server: before a file counts as synced, notes how long it was when the sync began. What was written
// later is what a power cut may take; a killed process alone loses nothing, since the kernel keeps what it wrote.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int synced(int fd, const char *name) {
  char link[64], path[4096], note[4096], text[32];
  struct stat before;
  int known = fstat(fd, &before) == 0;
  int (*sync_file)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  int result = sync_file(fd);
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  const char *folder = getenv("SYNCED_NOTES");
  if (result != 0 || !known || length <= 0 || !folder) return result;
  path[length] = 0;
  const char *slash = strrchr(path, '/');
  snprintf(note, sizeof note, "%s/%s", folder, slash ? slash + 1 : path);
  int out = open(note, O_WRONLY | O_CREAT, 0600);
  if (out < 0) return result;
  // Of a fixed length, so that it is never half written.
  int count = snprintf(text, sizeof text, "%020lld", (long long)before.st_size);
  if (pwrite(out, text, (size_t)count, 0) != count) abort();
  close(out);
  return result;
}

int fdatasync(int fd) { return synced(fd, "fdatasync"); }
int fsync(int fd) { return synced(fd, "fsync"); }
