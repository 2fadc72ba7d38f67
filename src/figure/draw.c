/* draw.c - see draw.h.
 *
 * gnuplot -d -c NAME.gp FOLDER/: no shell, none of the user's own start-up file, and the folder comes to the script
 * as a value, never as text of a program.  The picture comes out of its standard output into a temporary file. */
#include "figure/draw.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/outfile.h"

extern char **environ;

enum { PATH_TEXT = 4400 };

static enum status start(const char *folder, const char *script, int picture, int words, pid_t *child)
{
    char folder_slash[PATH_TEXT], program[] = "gnuplot", plain[] = "-d", call[] = "-c", file[PATH_TEXT];
    snprintf(folder_slash, sizeof folder_slash, "%s/", folder);
    snprintf(file, sizeof file, "%s", script);
    char *const arguments[] = {program, plain, call, file, folder_slash, NULL};
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0)
        return STATUS_NOMEM;
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", 0, 0);
    posix_spawn_file_actions_adddup2(&actions, picture, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, words, STDERR_FILENO);
    int reason = posix_spawnp(child, program, &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    errno = reason;
    return reason == 0 ? STATUS_OK : STATUS_IO;
}

/* gnuplot says where a mistake is in three lines; the one with words is the last that is not blank. */
static void last_words(FILE *words, char *text, size_t size)
{
    char line[300];
    *text = '\0';
    rewind(words);
    while (fgets(line, sizeof line, words)) {
        line[strcspn(line, "\n")] = '\0';
        if (line[strspn(line, " \t^")])
            snprintf(text, size, "%s", line + strspn(line, " \t"));
    }
}

static enum status judge(int state, FILE *words, const char *script, struct error *err)
{
    char text[300];
    if (WIFSIGNALED(state))
        return error_set(err, STATUS_CANCELLED, "gnuplot was ended by signal %d", WTERMSIG(state));
    if (WEXITSTATUS(state) == 0)
        return STATUS_OK;
    last_words(words, text, sizeof text);
    return error_set(err, STATUS_IO, "%.200s: gnuplot failed: %s", script, *text ? text : "without a word");
}

static enum status run(const char *folder, const char *script, struct outfile *picture, FILE *words, bool *drawn,
                       struct error *err)
{
    pid_t child;
    int state;
    *drawn = false;
    if (start(folder, script, fileno(outfile_stream(picture)), fileno(words), &child) != STATUS_OK) {
        if (errno == ENOENT || errno == EACCES || errno == ENOTDIR)
            return STATUS_OK;
        return error_set(err, STATUS_IO, "gnuplot: cannot start: %s", strerror(errno));
    }
    while (waitpid(child, &state, 0) < 0)
        if (errno != EINTR)
            return error_set(err, STATUS_IO, "gnuplot: %s", strerror(errno));
    if (WIFEXITED(state) && WEXITSTATUS(state) == 127) /* where posix_spawnp finds out late */
        return STATUS_OK;
    *drawn = true;
    return judge(state, words, script, err);
}

enum status draw_script(const char *folder, const char *name, const char *format, bool *drawn, struct error *err)
{
    char script[PATH_TEXT], path[PATH_TEXT];
    struct outfile *picture;
    snprintf(script, sizeof script, "%s/%s.gp", folder, name);
    snprintf(path, sizeof path, "%s/%s.%s", folder, name, format);
    enum status status = outfile_open(&picture, path, err);
    if (status != STATUS_OK)
        return status;
    FILE *words = tmpfile();
    if (!words)
        status = error_set(err, STATUS_IO, "no temporary file: %s", strerror(errno));
    else
        status = run(folder, script, picture, words, drawn, err);
    if (words)
        fclose(words);
    if (status == STATUS_OK && *drawn)
        return outfile_commit(picture, err);
    outfile_abort(picture);
    return status;
}
