/*
 * withheld - preloaded into a process, keeps what a power cut at each flush of the disk would leave of its database:
 *
 *   cc -O2 -Wall -shared -fPIC -o withheld.so withheld.c -ldl
 *   WITHHELD_DIR=FOLDER WITHHELD_OUT=FOLDER LD_PRELOAD=withheld.so node …
 *
 * At flush N of FOLDER/station.db or its -wal: OUT/N.before has every file as written so far (a disk that wrote all
 * of it early), OUT/N only what was flushed, this flush included. OUT/count has N, and is written after the flush and
 * before the process goes on. One process, one flush at a time (SQLite's own are).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const names[] = { "station.db", "station.db-wal" };
static long count;

/* Through SQLite's own descriptors: its locks are the process's, and gone when that closes any descriptor of the file. */
static void copy(int from, const char *to) {
    static char piece[1 << 16];
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (out < 0) { perror(to); _exit(70); }
    ssize_t n;
    off_t at = 0;
    while ((n = pread(from, piece, sizeof piece, at)) > 0) {
        if (write(out, piece, n) != n) { perror(to); _exit(70); }
        at += n;
    }
    close(out);
}
static void copy_path(const char *from, const char *to) {
    int in = open(from, O_RDONLY);
    if (in < 0) return;
    copy(in, to);
    close(in);
}

static int fds[2] = { -1, -1 };

static int which(int fd) {
    const char *dir = getenv("WITHHELD_DIR");
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = dir ? readlink(link, path, sizeof path - 1) : -1;
    if (n < 0) return -1;
    path[n] = 0;
    size_t d = strlen(dir);
    if (strncmp(path, dir, d) || path[d] != '/') return -1;
    for (int k = 0; k < 2; k++) if (!strcmp(path + d + 1, names[k])) return k;
    return -1;
}

static int flush(int fd, int (*real)(int)) {
    int k = which(fd);
    if (k < 0) return real(fd);
    const char *out = getenv("WITHHELD_OUT");
    char at[PATH_MAX], to[PATH_MAX], kept[PATH_MAX];
    fds[k] = fd;
    count++;
    snprintf(at, sizeof at, "%s/%ld.before", out, count);
    mkdir(at, 0700);
    for (int each = 0; each < 2; each++) {
        if (fds[each] < 0) continue;
        snprintf(to, sizeof to, "%s/%s", at, names[each]);
        copy(fds[each], to);
    }
    int result = real(fd);
    snprintf(kept, sizeof kept, "%s/%s", out, names[k]);
    copy(fd, kept);
    snprintf(at, sizeof at, "%s/%ld", out, count);
    mkdir(at, 0700);
    for (int each = 0; each < 2; each++) {
        snprintf(kept, sizeof kept, "%s/%s", out, names[each]);
        snprintf(to, sizeof to, "%s/%s", at, names[each]);
        copy_path(kept, to);
    }
    snprintf(to, sizeof to, "%s/count", out);
    FILE *f = fopen(to, "w");
    if (f) { fprintf(f, "%ld", count); fclose(f); }
    return result;
}

int fsync(int fd) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fsync");
    return flush(fd, real);
}
int fdatasync(int fd) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
    return flush(fd, real);
}
