/* journal.c - see journal.h. */
#include "sweep/journal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/outfile.h"
#include "base/xalloc.h"
#include "sweep/row.h"

enum { LINE_MOST = 1 << 20 /* bytes; the heading contains every learning rate */ };

char *journal_path(const char *folder, const char *name)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = xnew_array(size, 1);
    snprintf(path, size, "%s/%s", folder, name);
    return path;
}

static enum catapult_status journal_fail(const char *path, const char *what, int reason, struct catapult_error *err)
{
    return catapult_error_set(err, CATAPULT_STATUS_IO, "%.400s: cannot %s: %s", path, what, strerror(reason));
}

/* --- reading -------------------------------------------------------------------------------------------------------- */

static size_t count_lines(const char *text, size_t size)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++)
        count += text[i] == '\n';
    return count;
}

/* Whether the unfinished last line is longer than any line that a sweep writes. */
static bool is_endless(const char *text, size_t length, size_t *line_start)
{
    for (size_t i = length; i > *line_start; i--)
        if (text[i - 1] == '\n') {
            *line_start = i;
            break;
        }
    return length - *line_start > LINE_MOST;
}

/* 0 or an errno */
static int read_more(int file, char *text, size_t room, size_t *length, bool *end)
{
    ssize_t got;
    do
        got = pread(file, text + *length, room - *length - 1, (off_t)*length);
    while (got < 0 && errno == EINTR);
    *end = got <= 0;
    *length += got > 0 ? (size_t)got : 0;
    return got < 0 ? errno : 0;
}

char *journal_text(int file, const char *path, size_t *size, struct catapult_error *err)
{
    size_t length = 0, room = 1 << 16, line_start = 0;
    char *text = xnew_array(room, 1);
    int reason = 0;
    for (bool end = false; !end && !reason && !is_endless(text, length, &line_start);) {
        if (room - length == 1) {
            char *larger = xnew_array(2 * room, 1);
            memcpy(larger, text, length);
            free(text);
            text = larger;
            room *= 2;
        }
        reason = read_more(file, text, room, &length, &end);
    }
    text[length] = '\0';
    *size = length;
    bool endless = is_endless(text, length, &line_start);
    if (!reason && !endless)
        return text;
    if (endless)
        catapult_error_set(err, CATAPULT_STATUS_INPUT, "%.300s:%zu: a line of more than %d bytes: not made by a sweep",
                           path, count_lines(text, line_start) + 1, LINE_MOST);
    else
        journal_fail(path, "read", reason, err);
    free(text);
    return NULL;
}

/* The end of the last complete line. */
static size_t whole_lines(const char *text, size_t size)
{
    while (size > 0 && text[size - 1] != '\n')
        size--;
    return size;
}

/* The length of a word, cut to what fits in a message. */
static int journal_word_length(const char *text)
{
    size_t length = strcspn(text, " \n");
    return length < 120 ? (int)length : 120;
}

/* The first word in which two comments differ, as " (there KEY=VALUE, here KEY=VALUE)". */
static void name_difference(const char *there, const char *here, char *out, size_t size)
{
    size_t i = 0;
    while (there[i] && there[i] != '\n' && there[i] == here[i])
        i++;
    while (i > 0 && there[i - 1] != ' ')
        i--;
    snprintf(out, size, "%.*s there, %.*s here", journal_word_length(there + i), there + i,
             journal_word_length(here + i), here + i);
}

/* The part from the first setting on: the path of the preset before it may differ. */
static const char *settings_part(const char *head)
{
    char first[80];
    snprintf(first, sizeof first, " %s=", catapult_settings_table[0].key);
    const char *part = strstr(head, first);
    return part ? part : head;
}

/* "# catapult VERSION" */
static bool same_version(const char *there, const char *here)
{
    size_t length = (size_t)(strstr(here, " preset=") - here);
    return strncmp(there, here, length + 1) == 0;
}

static enum catapult_status check_head(const char *path, const char *there, const char *head,
                                       struct catapult_error *err)
{
    char difference[300];
    if (strncmp(there, "# catapult ", 11) != 0)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                  "%.300s:1: not made by a sweep: no '# catapult' at its beginning", path);
    if (!same_version(there, head))
        return catapult_error_set(err, CATAPULT_STATUS_USAGE,
                                  "%.300s: made by version %.*s of catapult, which may compute other bits; use "
                                  "another --out",
                                  path, journal_word_length(there + 11), there + 11);
    const char *a = settings_part(there), *b = settings_part(head);
    if (strncmp(a, b, strcspn(b, "\n") + 1) == 0)
        return CATAPULT_STATUS_OK;
    name_difference(a, b, difference, sizeof difference);
    return catapult_error_set(err, CATAPULT_STATUS_USAGE, "%.200s: another sweep (%.300s); use another --out", path,
                              difference);
}

/* Parses rows.  text ends with '\n' or is empty; its first two lines are the heading.  Changes text. */
static enum catapult_status journal_parse(const char *path, char *text, size_t size, struct sweep_rows *rows,
                                          struct catapult_error *err)
{
    struct catapult_error reason;
    size_t lines = count_lines(text, size);
    *rows = (struct sweep_rows){0, xnew_array(lines + 1, sizeof *rows->row)};
    for (size_t line = 1; line <= lines; line++) {
        char *end = memchr(text, '\n', size);
        *end = '\0';
        if (line > 2 && row_parse(text, &rows->row[rows->count], &reason) != CATAPULT_STATUS_OK) {
            sweep_rows_done(rows);
            return catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                      "%.300s:%zu: %.250s (without this line, --resume makes it again)", path, line,
                                      reason.text);
        }
        rows->count += line > 2;
        size -= (size_t)(end + 1 - text);
        text = end + 1;
    }
    return CATAPULT_STATUS_OK;
}

/* As catapult wrote rows before they had an outcome: a beginning of our columns. */
static bool is_older(const char *second, const char *names)
{
    size_t length = strcspn(second, "\n");
    return length > 0 && second[length] == '\n' && strncmp(second, names, length) == 0 && names[length] == ',';
}

/* The column names must be ours, whatever the settings were.  Rows with fewer are refused: an empty outcome would be missing
 * from the counts of the summary. */
static enum catapult_status check_names(const char *path, const char *text, struct catapult_error *err)
{
    struct sweep *any = xnew_array(1, sizeof *any);
    catapult_settings_defaults(&any->settings);
    char *head = row_heading(any);
    const char *names = strchr(head, '\n') + 1, *second = strchr(text, '\n');
    bool same = second && strncmp(second + 1, names, strlen(names)) == 0, older = second && is_older(second + 1, names);
    free(any);
    free(head);
    if (older)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE,
                                  "%.300s:2: made by an older catapult, whose rows have no outcome; use another --out",
                                  path);
    return same ? CATAPULT_STATUS_OK
                : catapult_error_set(err, CATAPULT_STATUS_INPUT,
                                     "%.300s:2: these are not the columns of a sweep's runs.csv", path);
}

enum catapult_status journal_read(const char *path, const char *head, struct sweep_rows *rows,
                                  struct catapult_error *err)
{
    struct catapult_error unread;
    size_t size;
    *rows = (struct sweep_rows){0};
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return journal_fail(path, "read", errno, err);
    char *text = journal_text(file, path, &size, &unread);
    close(file);
    if (!text)
        return catapult_error_set(err, unread.code, "%s", unread.text);
    size = whole_lines(text, size);
    text[size] = '\0';
    enum catapult_status status = head ? check_head(path, text, head, err) : CATAPULT_STATUS_OK;
    if (status == CATAPULT_STATUS_OK)
        status = check_names(path, text, err);
    if (status == CATAPULT_STATUS_OK)
        status = journal_parse(path, text, size, rows, err);
    free(text);
    return status;
}

enum catapult_status sweep_read_rows(const char *folder, struct sweep_rows *rows, struct catapult_error *err)
{
    char *path = journal_path(folder, "runs.csv");
    enum catapult_status status = journal_read(path, NULL, rows, err);
    free(path);
    return status;
}

void sweep_rows_done(struct sweep_rows *rows)
{
    free(rows->row);
    *rows = (struct sweep_rows){0};
}

enum catapult_status journal_rows(const struct journal *journal, struct sweep_rows *rows, struct catapult_error *err)
{
    struct catapult_error unread;
    size_t size;
    *rows = (struct sweep_rows){0};
    char *text = journal_text(journal->file, journal->path, &size, &unread);
    if (!text)
        return catapult_error_set(err, unread.code, "%s", unread.text);
    enum catapult_status status = journal_parse(journal->path, text, whole_lines(text, size), rows, err);
    free(text);
    return status;
}

/* --- writing ------------------------------------------------------------------------------------------------------- */

/* Appends all of text, or restores the file.  Returns 0 or an errno. */
static int journal_put(int file, const char *text, size_t length)
{
    off_t before = lseek(file, 0, SEEK_END);
    ssize_t put;
    do
        put = write(file, text, length);
    while (put < 0 && errno == EINTR);
    if (put == (ssize_t)length && (fsync(file) == 0 || errno == EINVAL || errno == EROFS))
        return 0;
    int reason = put >= 0 && put < (ssize_t)length ? ENOSPC : errno;
    (void)!ftruncate(file, before);
    return reason;
}

/* --- opening ------------------------------------------------------------------------------------------------------- */

static enum catapult_status lock(const struct journal *journal, struct catapult_error *err)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    if (fcntl(journal->file, F_SETLK, &whole) == 0 || (errno != EACCES && errno != EAGAIN))
        return CATAPULT_STATUS_OK; /* or the file system has no locks */
    return catapult_error_set(err, CATAPULT_STATUS_USAGE, "%.400s: another sweep is writing it", journal->path);
}

/* Checks that the path still leads to the locked file: the folder may have been emptied and used again meanwhile. */
static enum catapult_status check_name(const struct journal *journal, struct catapult_error *err)
{
    struct stat ours, named;
    if (fstat(journal->file, &ours) == 0 && stat(journal->path, &named) == 0 && ours.st_dev == named.st_dev
        && ours.st_ino == named.st_ino)
        return CATAPULT_STATUS_OK;
    return catapult_error_set(err, CATAPULT_STATUS_USAGE,
                              "%.400s: another sweep took its place while this one began; use another --out",
                              journal->path);
}

/* Writes the whole heading to disk, or leaves the file empty.  Returns 0 or an errno. */
static int put_head(const struct journal *journal)
{
    size_t size = strlen(journal->head);
    return journal_put(journal->file, journal->head, size);
}

/* Opens an existing file.  One with an incomplete heading counts as empty; any other must begin with our heading. */
static enum catapult_status adopt(struct journal *journal, struct catapult_error *err)
{
    struct catapult_error unread;
    size_t size, head = strlen(journal->head);
    char *text = journal_text(journal->file, journal->path, &size, &unread);
    if (!text)
        return catapult_error_set(err, unread.code, "%s", unread.text);
    enum catapult_status status = CATAPULT_STATUS_OK;
    size_t whole = whole_lines(text, size);
    if (size < head && strncmp(text, journal->head, size) == 0) {
        whole = 0;
    } else {
        text[whole] = '\0';
        status = check_head(journal->path, text, journal->head, err);
        if (status == CATAPULT_STATUS_OK)
            status = check_names(journal->path, text, err);
    }
    if (status == CATAPULT_STATUS_OK && whole < size && ftruncate(journal->file, (off_t)whole) != 0)
        status = journal_fail(journal->path, "write", errno, err);
    int reason = status == CATAPULT_STATUS_OK && whole == 0 ? put_head(journal) : 0;
    free(text);
    return reason ? journal_fail(journal->path, "write", reason, err) : status;
}

/* Creates the file or opens an existing one: with O_EXCL only one of two programs that begin at once creates it. */
static enum catapult_status open_either(struct journal *journal, struct catapult_error *err)
{
    journal->file = open(journal->path, O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    journal->made = journal->file >= 0;
    if (!journal->made && errno == EEXIST)
        journal->file = open(journal->path, O_RDWR | O_APPEND | O_CLOEXEC);
    return journal->file < 0 ? journal_fail(journal->path, "write", errno, err) : CATAPULT_STATUS_OK;
}

enum catapult_status journal_open(struct journal *journal, const char *path, const struct sweep *sweep, bool resume,
                                  struct catapult_error *err)
{
    *journal = (struct journal){-1, false, journal_path(path, ""), row_heading(sweep)};
    journal->path[strlen(path)] = '\0';
    enum catapult_status status = open_either(journal, err);
    if (status == CATAPULT_STATUS_OK)
        status = lock(journal, err);
    if (status == CATAPULT_STATUS_OK)
        status = check_name(journal, err);
    if (status == CATAPULT_STATUS_OK && !journal->made && !resume)
        status = catapult_error_set(err, CATAPULT_STATUS_USAGE,
                                    "%.400s is there already: --resume goes on with it, or use another --out", path);
    if (status == CATAPULT_STATUS_OK)
        status = adopt(journal, err);
    if (status != CATAPULT_STATUS_OK)
        journal_withdraw(journal);
    return status;
}

/* Removes the file only if we certainly made it, and while it is locked. */
void journal_withdraw(struct journal *journal)
{
    struct catapult_error reason;
    if (journal->made && check_name(journal, &reason) == CATAPULT_STATUS_OK)
        unlink(journal->path);
    journal->made = false;
}

void journal_close(struct journal *journal)
{
    if (journal->file >= 0)
        close(journal->file);
    free(journal->path);
    free(journal->head);
    *journal = (struct journal){.file = -1};
}

enum catapult_status journal_append(struct journal *journal, const struct sweep_row *row, size_t count,
                                    struct catapult_error *err)
{
    assert(journal->file >= 0);
    char *text = xnew_array(count + 1, ROW_TEXT);
    size_t length = 0;
    for (size_t i = 0; i < count; i++)
        length += row_format(&row[i], text + length);
    int reason = count > 0 ? journal_put(journal->file, text, length) : 0;
    free(text);
    return reason ? journal_fail(journal->path, "write", reason, err) : CATAPULT_STATUS_OK;
}
