/* set_unpack.c - see set_unpack.h. */
#include "data/set_unpack.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "data/stream.h"
#include "data/tar.h"

enum { CHUNK = 1 << 16, FILES_MAX = 16, TARGET = SET_PATH + TAR_NAME + 16 };

static const char task[] = "unpacking";

struct unpacking {
    const struct known_set *set;
    const char *inside, *folder, *ending;
    const struct catapult_progress *progress;
    struct tar tar;
    char *chunk;
    uint64_t bytes[FILES_MAX]; /* unpacked so far, for each file of the set */
    int dir;                   /* the folder */
    int inner[FILES_MAX];      /* for each file of the set that is a folder, its descriptor; else -1 */
};

/* The last part of a path, and the open folder that contains it.  Everything is made and removed by name in an open
 * folder that was checked not to be a link, so a path that is replaced meanwhile, by a link for example, does no
 * harm. */
struct spot {
    int dir;
    const char *leaf; /* of path */
    char path[TARGET];
};

/* The place of the set's file; returns whether it is a folder, which its name shows by a slash at its end. */
static bool target(const struct known_file *file, const char *folder, const char *ending, char path[TARGET])
{
    size_t length = strlen(file->name);
    bool is_folder = file->name[length - 1] == '/';
    snprintf(path, TARGET, "%s/%.*s%s", folder, (int)length - is_folder, file->name, ending);
    return is_folder;
}

/* Whether the name stays in its folder and is not hidden. */
static bool unpack_is_plain(const char *name)
{
    static const char good[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
    return *name && *name != '.' && name[strspn(name, good)] == '\0';
}

/* Which of the set's files a member is or belongs to, and where to write it; -1: none. */
static int which_file(const struct unpacking *u, const char *name, struct spot *spot)
{
    size_t inside = strlen(u->inside);
    if (strncmp(name, u->inside, inside) != 0)
        return -1;
    name += inside;
    for (int i = 0; u->set->files[i].name; i++) {
        const struct known_file *file = &u->set->files[i];
        size_t length = strlen(file->name);
        bool is_folder = target(file, u->folder, u->ending, spot->path);
        spot->dir = is_folder ? u->inner[i] : u->dir;
        spot->leaf = spot->path + strlen(u->folder) + 1;
        if (!is_folder && strcmp(name, file->name) == 0)
            return i;
        if (is_folder && strncmp(name, file->name, length) == 0 && unpack_is_plain(name + length)) {
            size_t used = strlen(spot->path);
            snprintf(spot->path + used, TARGET - used, "/%s", name + length);
            spot->leaf = spot->path + used + 1;
            return i;
        }
    }
    return -1;
}

static enum catapult_status cannot_write(const char *path, int reason, struct catapult_error *err)
{
    return catapult_error_set(err, CATAPULT_STATUS_IO, "%s: cannot write: %s", path_shown(path), strerror(reason));
}

static enum catapult_status copy_member(struct unpacking *u, FILE *out, const char *path, struct catapult_error *err)
{
    size_t got = 1;
    enum catapult_status status = CATAPULT_STATUS_OK;
    while (status == CATAPULT_STATUS_OK && got > 0) {
        if (catapult_progress_report(u->progress, task, stream_fraction(u->tar.stream)))
            return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled");
        status = tar_read(&u->tar, u->chunk, CHUNK, &got, err);
        errno = 0;
        if (status == CATAPULT_STATUS_OK && fwrite(u->chunk, 1, got, out) < got)
            status = cannot_write(path, errno ? errno : EIO, err);
    }
    return status;
}

/* Only a file that is renamed on its own is flushed to disk at once: for each of three thousand recordings that would
 * take minutes. */
static enum catapult_status write_member(struct unpacking *u, const struct spot *spot, bool sync,
                                         struct catapult_error *err)
{
    const char *path = spot->path;
    int file = openat(spot->dir, spot->leaf, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (file < 0 && errno == EEXIST)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: the archive has it twice", path_shown(path));
    FILE *out = file < 0 ? NULL : fdopen(file, "wb");
    if (!out) {
        int reason = errno;
        if (file >= 0)
            close(file);
        return cannot_write(path, reason, err);
    }
    enum catapult_status status = copy_member(u, out, path, err);
    errno = 0;
    if (status == CATAPULT_STATUS_OK
        && (fflush(out) != 0 || (sync && fsync(file) != 0 && errno != EINVAL && errno != EROFS)))
        status = cannot_write(path, errno, err);
    if (fclose(out) != 0 && status == CATAPULT_STATUS_OK)
        status = cannot_write(path, errno, err);
    return status;
}

static enum catapult_status take_member(struct unpacking *u, const struct tar_member *member,
                                        struct catapult_error *err)
{
    struct spot spot;
    int i = which_file(u, member->name, &spot);
    if (i < 0 || !member->file)
        return CATAPULT_STATUS_OK;
    if (member->bytes > u->set->files[i].bytes - u->bytes[i])
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: %s is larger than the published one",
                                  stream_path(u->tar.stream), u->set->files[i].name);
    u->bytes[i] += member->bytes;
    return write_member(u, &spot, strchr(u->set->files[i].name, '/') == NULL, err);
}

static enum catapult_status unpack_make_folders(struct unpacking *u, struct catapult_error *err)
{
    char path[TARGET];
    for (int i = 0; u->set->files[i].name; i++) {
        if (!target(&u->set->files[i], u->folder, u->ending, path))
            continue;
        const char *leaf = path + strlen(u->folder) + 1;
        if (mkdirat(u->dir, leaf, 0777) == 0)
            u->inner[i] = openat(u->dir, leaf, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (u->inner[i] < 0)
            return cannot_write(path, errno, err);
    }
    return CATAPULT_STATUS_OK;
}

static enum catapult_status unpack_missing(const struct unpacking *u, struct catapult_error *err)
{
    for (int i = 0; u->set->files[i].name; i++)
        if (u->bytes[i] == 0)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: there is no %s%s in it",
                                      stream_path(u->tar.stream), u->inside, u->set->files[i].name);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status unpack_members(struct unpacking *u, struct catapult_error *err)
{
    struct tar_member member;
    enum catapult_status status = unpack_make_folders(u, err);
    while (status == CATAPULT_STATUS_OK) {
        if (catapult_progress_report(u->progress, task, stream_fraction(u->tar.stream)))
            return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "cancelled");
        status = tar_next(&u->tar, &member, err);
        if (status != CATAPULT_STATUS_OK || u->tar.end)
            break;
        status = take_member(u, &member, err);
    }
    return status == CATAPULT_STATUS_OK ? unpack_missing(u, err) : status;
}

/* Removes a folder and the files in it, or the link in its place; what a link points to is not touched. */
static void remove_folder(int dir, const char *leaf)
{
    int inner = openat(dir, leaf, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *names = inner < 0 ? NULL : fdopendir(inner);
    if (!names) {
        if (inner >= 0)
            close(inner);
        unlinkat(dir, leaf, 0);
        return;
    }
    for (const struct dirent *item; (item = readdir(names));)
        unlinkat(inner, item->d_name, 0); /* anything but a file stays, and so does the folder */
    closedir(names);
    unlinkat(dir, leaf, AT_REMOVEDIR);
}

static void unpack_clear(const struct known_set *set, int dir, const char *folder, const char *ending)
{
    char path[TARGET];
    for (const struct known_file *file = set->files; file->name; file++) {
        bool is_folder = target(file, folder, ending, path);
        const char *leaf = path + strlen(folder) + 1;
        if (is_folder)
            remove_folder(dir, leaf);
        else
            unlinkat(dir, leaf, 0);
    }
}

static int open_folder(const char *folder)
{
    return open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

void set_unpack_clear(const struct known_set *set, const char *folder, const char *ending)
{
    int dir = open_folder(folder);
    if (dir < 0)
        return;
    unpack_clear(set, dir, folder, ending);
    close(dir);
}

static void close_folders(struct unpacking *u)
{
    for (int i = 0; i < FILES_MAX; i++)
        if (u->inner[i] >= 0)
            close(u->inner[i]);
    close(u->dir);
}

enum catapult_status set_unpack(const struct known_set *set, const char *archive, const char *inside,
                                const char *folder, const char *ending, const struct catapult_progress *progress,
                                struct catapult_error *err)
{
    struct unpacking u = {.set = set, .inside = inside, .folder = folder, .ending = ending, .progress = progress};
    u.dir = open_folder(folder);
    if (u.dir < 0)
        return catapult_error_set(err, CATAPULT_STATUS_IO, "%s: %s", path_shown(folder), strerror(errno));
    for (int i = 0; i < FILES_MAX; i++)
        u.inner[i] = -1;
    unpack_clear(set, u.dir, folder, ending);
    enum catapult_status status = tar_open(&u.tar, archive, err);
    if (status == CATAPULT_STATUS_OK) {
        u.chunk = xnew_array(CHUNK, 1);
        status = unpack_members(&u, err);
        if (status != CATAPULT_STATUS_OK)
            unpack_clear(set, u.dir, folder, ending);
        tar_close(&u.tar);
        free(u.chunk);
    }
    close_folders(&u);
    return status;
}
