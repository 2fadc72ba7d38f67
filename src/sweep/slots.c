/* slots.c - see conduct.h: keeps on disk what every worker is doing.
 *
 * When MPI ranks are killed, this process may have a few milliseconds left after a signal (Open MPI 5), or none.  So
 * what a rank does is written down when it gets a job: a line of fixed length per rank, one write, no fsync, since
 * the machine keeps running.  The file is removed when the work ends normally; otherwise the next sweep in the folder
 * moves its lines to failed.log. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/xalloc.h"
#include "sweep/conduct.h"

enum { SLOT = 200 }; /* bytes of a line */

/* For FOLDER/runs.2-of-4.csv: FOLDER/unfinished.2-of-4.log. */
static char *slots_path(const struct conduct *c)
{
    static const char name[] = "unfinished", ending[] = "log", journal[] = "runs";
    const char *slash = strrchr(c->journal.path, '/');
    size_t folder = slash ? (size_t)(slash + 1 - c->journal.path) : 0;
    const char *middle = c->journal.path + folder + strlen(journal);
    size_t size = strlen(c->journal.path) + sizeof name;
    char *path = xnew_array(size, 1);
    snprintf(path, size, "%.*s%s%.*s%s", (int)folder, c->journal.path, name, (int)(strlen(middle) - strlen("csv")), middle,
             ending);
    return path;
}

/* Moves the lines of the file to failed.log, without their trailing blanks. */
static void pass_on(struct conduct *c)
{
    size_t size;
    struct catapult_error reason;
    char *text = journal_text(c->slots, c->options->out, &size, &reason);
    for (char *line = text, *end; line && (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        for (char *last = end; last > line && last[-1] == ' ';)
            *--last = '\0';
        if (*line)
            log_line(c, line);
    }
    free(text);
    (void)!ftruncate(c->slots, 0);
}

void slots_begin(struct conduct *c)
{
    struct stat info;
    char *path = slots_path(c);
    c->slots = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    free(path);
    if (c->slots >= 0 && fstat(c->slots, &info) == 0 && info.st_size > 0)
        pass_on(c);
    for (int i = 0; i < c->team->workers; i++)
        slots_note(c, i, "");
}

void slots_note(struct conduct *c, int worker, const char *text)
{
    char line[SLOT + 1];
    if (c->slots < 0)
        return;
    snprintf(line, sizeof line, "%-*.*s\n", SLOT - 1, SLOT - 1, text);
    (void)!pwrite(c->slots, line, SLOT, (off_t)worker * SLOT);
}

void slots_end(struct conduct *c)
{
    char *path = slots_path(c);
    if (c->slots >= 0) {
        close(c->slots);
        unlink(path);
    }
    c->slots = -1;
    free(path);
}
