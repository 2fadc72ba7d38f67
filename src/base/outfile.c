/* outfile.c - see outfile.h. */
#include "base/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/process.h"
#include "base/xalloc.h"

enum { LINKS = 40, NAME_KEPT = 64 /* bytes of a name used for its temporary file */ };

struct outfile {
    struct outfile *next; /* list of open files */
    bool checked;    /* the caller knows that an old file may be replaced; or else */
    const char *witness; /* the file that tells; NULL: the old file itself.  Borrowed by outfile_open */
    char *path;      /* the final name; the target of a symbolic link, so that the link stays */
    char *temporary; /* NULL: path is written directly */
    FILE *stream;
    bool mode_known;
    mode_t mode;     /* of the file that is replaced */
};

/* List of open files, so that a program that exits early (out of memory, for example) leaves no temporary files. */
static struct outfile *all_open;
static atomic_flag list_busy = ATOMIC_FLAG_INIT;
static bool at_exit;

static void lock_list(void)
{
    while (atomic_flag_test_and_set(&list_busy)) /* held for a few instructions */
        ;
}

static void remove_temporaries(void)
{
    lock_list();
    for (const struct outfile *out = all_open; out; out = out->next)
        if (out->temporary)
            unlink(out->temporary);
    atomic_flag_clear(&list_busy);
}

static void list_add(struct outfile *out)
{
    lock_list();
    out->next = all_open;
    all_open = out;
    if (!at_exit)
        at_exit = atexit(remove_temporaries) == 0;
    atomic_flag_clear(&list_busy);
}

static void list_remove(const struct outfile *out)
{
    lock_list();
    struct outfile **at = &all_open;
    while (*at && *at != out)
        at = &(*at)->next;
    if (*at)
        *at = out->next;
    atomic_flag_clear(&list_busy);
}

/* --- what is never replaced ------------------------------------------------------------------------------------- */

enum { MARK_BYTES = 4096 /* at the beginning and at the end of a file, where its mark is */ };

static struct input {
    dev_t device;
    ino_t inode;
    struct timespec changed; /* a new file may have the inode of an input that was removed */
} *inputs;
static size_t inputs_count, inputs_room;
static bool forced;

void outfile_force(void)
{
    forced = true;
}

bool outfile_forced(void)
{
    return forced;
}

/* To be called with the list locked. */
static bool input_listed(const struct stat *info)
{
    for (size_t i = 0; i < inputs_count; i++)
        if (inputs[i].device == info->st_dev && inputs[i].inode == info->st_ino
            && inputs[i].changed.tv_sec == info->st_mtim.tv_sec && inputs[i].changed.tv_nsec == info->st_mtim.tv_nsec)
            return true;
    return false;
}

void outfile_note_input(int file)
{
    struct stat info;
    if (fstat(file, &info) != 0 || !S_ISREG(info.st_mode))
        return;
    lock_list();
    bool listed = input_listed(&info);
    if (!listed && inputs_count == inputs_room) {
        size_t room = inputs_room ? 2 * inputs_room : 16;
        struct input *grown = realloc(inputs, room * sizeof *grown);
        if (grown) {
            inputs = grown;
            inputs_room = room;
        }
    }
    if (!listed && inputs_count < inputs_room)
        inputs[inputs_count++] = (struct input){info.st_dev, info.st_ino, info.st_mtim};
    atomic_flag_clear(&list_busy);
}

bool outfile_is_input(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return false;
    lock_list();
    bool listed = input_listed(&info);
    atomic_flag_clear(&list_busy);
    return listed;
}

/* Whether a line of the text has one of the marks. */
static bool has_mark(const char *text)
{
    static const struct {
        const char *begin, *within; /* how the line begins, what follows somewhere in it */
    } marks[] = {{"# catapult ", ""}, {"  \"program\": \"catapult ", ""}, {"<desc>catapult ", ""}, {"# ", ".gp - draws "}};
    for (const char *line = text, *end; *line; line = end + (*end == '\n')) {
        end = line + strcspn(line, "\n");
        for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
            const char *found = strncmp(line, marks[i].begin, strlen(marks[i].begin)) == 0 ? strstr(line, marks[i].within) : NULL;
            if (found && found <= end)
                return true;
        }
    }
    return false;
}

bool outfile_is_ours(const char *path)
{
    char text[MARK_BYTES + 1];
    struct stat info;
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    bool ours = false;
    if (file < 0)
        return false;
    if (fstat(file, &info) == 0 && S_ISREG(info.st_mode)) {
        off_t places[] = {0, info.st_size > MARK_BYTES ? info.st_size - MARK_BYTES : 0};
        ours = info.st_size == 0;
        for (int i = 0; i < 2 && !ours; i++) {
            ssize_t got = pread(file, text, MARK_BYTES, places[i]);
            text[got > 0 ? got : 0] = '\0';
            ours = has_mark(text);
        }
    }
    close(file);
    return ours;
}

static enum catapult_status refuse_input(const char *path, struct catapult_error *err)
{
    return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                              "%.400s: not written: it is an input of this run; choose another name", path);
}

/* Of a file that is there. */
static enum catapult_status check_replaced(const char *path, bool checked, const char *witness, struct catapult_error *err)
{
    if (outfile_is_input(path))
        return refuse_input(path, err);
    if (checked || forced || outfile_is_ours(path) || (witness && outfile_is_ours(witness)))
        return CATAPULT_STATUS_OK;
    return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                              "%.400s: not written: a file that catapult did not write is there; remove it, choose another "
                              "name, or give --force",
                              path);
}

/* --- writing ------------------------------------------------------------------------------------------------------ */

static char *join_text(const char *a, const char *b)
{
    size_t length = strlen(a), size = length + strlen(b) + 1;
    char *text = xnew_array(size, 1);
    memcpy(text, a, length);
    memcpy(text + length, b, size - length);
    return text;
}

static void outfile_free(struct outfile *out)
{
    list_remove(out);
    free(out->path);
    free(out->temporary);
    free(out);
}

static enum catapult_status outfile_fail(const struct outfile *out, int reason, struct catapult_error *err)
{
    return catapult_error_set(err, CATAPULT_STATUS_IO, "%.400s: cannot write: %s", out->path, strerror(reason));
}

/* Length of the folder part of a path, including its slash. */
static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash + 1 - path) : 0;
}

/* Replaces the path by the target of the symbolic link there; false if it is not a link. */
static bool follow_link(struct outfile *out)
{
    char target[PATH_MAX];
    ssize_t length = readlink(out->path, target, sizeof target - 1);
    if (length < 0)
        return false;
    target[length] = '\0';
    if (*target != '/')
        out->path[folder_length(out->path)] = '\0';
    char *path = join_text(*target == '/' ? "" : out->path, target);
    free(out->path);
    out->path = path;
    return true;
}

/* The path does not exist, or is a link to something that does not exist.  The target is the file to make; the link stays. */
static enum catapult_status look_behind_links(struct outfile *out, struct catapult_error *err)
{
    int links = 0;
    while (follow_link(out))
        if (++links > LINKS)
            return outfile_fail(out, ELOOP, err);
    return CATAPULT_STATUS_OK;
}

/* A rename could replace a file that its owner may not write, because renaming needs only write permission for the folder.
 * Such a file was protected for a reason.  The mode is checked first, since access always succeeds for root. */
static bool is_protected(const char *path, const struct stat *info)
{
    return (info->st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) == 0 || access(path, W_OK) != 0;
}

/* Decides how to write from what already exists under the name. */
static enum catapult_status outfile_inspect(struct outfile *out, bool *direct, struct catapult_error *err)
{
    struct stat info;
    *direct = false;
    if (streams_closed(out->path))
        return outfile_fail(out, EBADF, err);
    if (stat(out->path, &info) != 0)
        return errno == ENOENT ? look_behind_links(out, err) : outfile_fail(out, errno, err);
    if (S_ISDIR(info.st_mode))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%.400s: a folder, not a file to write", out->path);
    *direct = !S_ISREG(info.st_mode);
    if (!*direct && is_protected(out->path, &info))
        return catapult_error_set(err, CATAPULT_STATUS_IO,
                                  "%.400s: cannot write: it is there and protected (mode %03o); remove it, or choose "
                                  "another name",
                                  out->path, (unsigned)info.st_mode & 0777);
    out->mode_known = true;
    out->mode = info.st_mode & 07777;
    if (*direct)
        return CATAPULT_STATUS_OK;
    char *target = realpath(out->path, NULL);
    if (!target && errno == ENOENT) {
        *direct = true; /* /dev/stdout, of a file without a name here: removed, or outside of a chroot.  A rename would
                           replace the link */
        return CATAPULT_STATUS_OK;
    }
    if (!target)
        return outfile_fail(out, errno, err);
    free(out->path);
    out->path = join_text(target, "");
    free(target);
    return check_replaced(out->path, out->checked, out->witness, err);
}

/* mkstemp makes a file that only the owner can read.  Gives it the mode of the file it replaces, or that of fopen. */
static void set_mode(const struct outfile *out, int file)
{
    mode_t mask = umask(0);
    umask(mask);
    (void)!fchmod(file, out->mode_known ? out->mode : 0666 & ~mask);
}

/* A name in the same folder, short enough for the file system if the final name is. */
static char *temporary_name(const char *path)
{
    size_t folder = folder_length(path), name = strlen(path) - folder;
    while (name > NAME_KEPT || (name > 0 && (path[folder + name] & 0xc0) == 0x80)) /* do not cut a UTF-8 character */
        name--;
    char *kept = join_text(path, "");
    kept[folder + name] = '\0';
    char *temporary = join_text(kept, ".XXXXXX");
    free(kept);
    return temporary;
}

static enum catapult_status open_temporary(struct outfile *out, struct catapult_error *err)
{
    out->temporary = temporary_name(out->path);
    int file = mkstemp(out->temporary);
    if (file < 0)
        return outfile_fail(out, errno, err);
    fcntl(file, F_SETFD, FD_CLOEXEC);
    set_mode(out, file);
    out->stream = fdopen(file, "w");
    if (out->stream)
        return CATAPULT_STATUS_OK;
    int reason = errno;
    close(file);
    unlink(out->temporary);
    return outfile_fail(out, reason, err);
}

static enum catapult_status open_checked(struct outfile **result, const char *path, bool checked, const char *witness,
                                         struct catapult_error *err)
{
    bool direct;
    struct outfile *out = xnew_array(1, sizeof *out);
    *result = NULL;
    out->checked = checked;
    out->witness = witness;
    if (!*path) {
        free(out);
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "the name of the file to write is empty");
    }
    out->path = join_text(path, "");
    enum catapult_status status = outfile_inspect(out, &direct, err);
    if (status == CATAPULT_STATUS_OK && direct) {
        out->stream = fopen(out->path, "we");
        status = out->stream ? CATAPULT_STATUS_OK : outfile_fail(out, errno, err);
    } else if (status == CATAPULT_STATUS_OK) {
        status = open_temporary(out, err);
    }
    if (status != CATAPULT_STATUS_OK) {
        outfile_free(out);
        return status;
    }
    list_add(out);
    *result = out;
    return CATAPULT_STATUS_OK;
}

enum catapult_status outfile_open(struct outfile **out, const char *path, struct catapult_error *err)
{
    return open_checked(out, path, false, NULL, err);
}

enum catapult_status outfile_open_beside(struct outfile **out, const char *path, const char *witness,
                                         struct catapult_error *err)
{
    return open_checked(out, path, !witness, witness, err);
}

enum catapult_status outfile_check(const char *path, const char *witness, struct catapult_error *err)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode) ? check_replaced(path, false, witness, err) : CATAPULT_STATUS_OK;
}

FILE *outfile_stream(struct outfile *out)
{
    return out->stream;
}

/* The reason for an earlier failure of a stream, found by writing once more. */
static int reason_of(FILE *stream)
{
    clearerr(stream);
    errno = 0;
    fputc('\n', stream);
    fflush(stream);
    return errno ? errno : EIO;
}

/* Syncs the file to disk before it is renamed: after a power failure the name refers to the old file or the new one. */
static int outfile_finish(struct outfile *out)
{
    int before = ferror(out->stream) ? reason_of(out->stream) : 0;
    errno = before;
    bool bad = before || fflush(out->stream) != 0;
    if (!bad && out->temporary && fsync(fileno(out->stream)) != 0 && errno != EINVAL && errno != EROFS)
        bad = true;
    int reason = bad ? (errno ? errno : EIO) : 0;
    if (fclose(out->stream) != 0 && !reason)
        reason = errno;
    if (!reason && out->temporary && rename(out->temporary, out->path) != 0)
        reason = errno;
    return reason;
}

enum catapult_status outfile_commit(struct outfile *out, struct catapult_error *err)
{
    if (out->temporary && outfile_is_input(out->path)) { /* it was read after outfile_open */
        refuse_input(out->path, err);
        outfile_abort(out);
        return CATAPULT_STATUS_INPUT;
    }
    int reason = outfile_finish(out);
    enum catapult_status status = reason ? outfile_fail(out, reason, err) : CATAPULT_STATUS_OK;
    if (reason && out->temporary)
        unlink(out->temporary);
    outfile_free(out);
    return status;
}

void outfile_abort(struct outfile *out)
{
    if (!out)
        return;
    fclose(out->stream);
    if (out->temporary)
        unlink(out->temporary);
    outfile_free(out);
}
