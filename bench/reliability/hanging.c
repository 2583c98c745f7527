/*
 * hanging - preloaded into a process, makes every read of the files below HANGING_DIR wait for ever, as those of a
 * network's share do whose server is gone; looking at names and opening them still works.
 *
 *   cc -O2 -Wall -shared -fPIC -o hanging.so hanging.c -ldl
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static void hang_at(int fd) {
    const char *dir = getenv("HANGING_DIR");
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = dir ? readlink(link, path, sizeof path - 1) : -1;
    if (n < 0) return;
    path[n] = 0;
    if (!strncmp(path, dir, strlen(dir))) for (;;) pause();
}

#define WRAP(result, name, params, args)                     \
    result name params {                                     \
        static result(*real) params;                         \
        if (!real) real = dlsym(RTLD_NEXT, #name);           \
        hang_at(fd);                                         \
        return real args;                                    \
    }
WRAP(ssize_t, pread, (int fd, void *to, size_t size, off_t at), (fd, to, size, at))
WRAP(ssize_t, pread64, (int fd, void *to, size_t size, off64_t at), (fd, to, size, at))
WRAP(ssize_t, preadv, (int fd, const struct iovec *to, int count, off_t at), (fd, to, count, at))
WRAP(ssize_t, preadv64, (int fd, const struct iovec *to, int count, off64_t at), (fd, to, count, at))
