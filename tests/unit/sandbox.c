/* sandbox.c - see sandbox.h. */
#include "sandbox.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static char folder[256];

int sandbox_open(void **state)
{
    (void)state;
    const char *tmp = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/catapult-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    unsetenv("CATAPULT_DATA");
    setenv("XDG_DATA_HOME", "/nonexistent", 1);
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_item(const char *path, const struct stat *info, int type, struct FTW *place)
{
    (void)info;
    (void)type;
    (void)place;
    return remove(path);
}

int sandbox_close(void **state)
{
    (void)state;
    return nftw(folder, remove_item, 8, FTW_DEPTH | FTW_PHYS);
}

const char *sandbox_path(const char *name)
{
    static char path[8][512];
    static int turn;
    turn = (turn + 1) % 8;
    snprintf(path[turn], sizeof path[turn], "%s%s%s", folder, *name ? "/" : "", name);
    return path[turn];
}

void sandbox_folder(const char *name)
{
    assert_int_equal(mkdir(sandbox_path(name), 0777), 0);
}

void sandbox_write(const char *name, const void *bytes, size_t size)
{
    unlink(sandbox_path(name)); /* some file systems flush a rewritten file at once, which is slow */
    FILE *file = fopen(sandbox_path(name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

void sandbox_text(const char *name, const char *text)
{
    sandbox_write(name, text, strlen(text));
}

size_t sandbox_gzip(const char *name, const void *bytes, size_t size, int members)
{
    size_t done = 0, length;
    for (int i = 0; i < members; i++) {
        size_t part = i + 1 < members ? size / (size_t)members : size - done;
        gzFile file = gzopen(sandbox_path(name), i ? "ab" : "wb");
        assert_non_null(file);
        assert_int_equal(gzwrite(file, (const char *)bytes + done, (unsigned)part), part);
        assert_int_equal(gzclose(file), Z_OK);
        done += part;
    }
    free(sandbox_read(sandbox_path(name), &length));
    return length;
}

/* Keeps memory that a test does not free reachable, so that it is not reported as a leak. */
static void keep(char *bytes)
{
    static char **kept;
    static size_t count;
    char **grown = realloc(kept, (count + 1) * sizeof *kept);
    assert_non_null(grown);
    kept = grown;
    kept[count++] = bytes;
}

char *sandbox_read(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    *size = 0;
    if (!file)
        return NULL;
    char *bytes = NULL;
    for (size_t got = 1; got > 0; *size += got) {
        bytes = realloc(bytes, *size + 4097);
        assert_non_null(bytes);
        got = fread(bytes + *size, 1, 4096, file);
        bytes[*size + got] = '\0';
    }
    fclose(file);
    keep(bytes);
    return bytes;
}

int sandbox_count(void)
{
    int count = 0;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *item = readdir(dir); item; item = readdir(dir))
        count += strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0;
    closedir(dir);
    return count;
}
