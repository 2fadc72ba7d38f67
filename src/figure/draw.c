/* draw.c - see draw.h.
 *
 * Runs gnuplot -d -c NAME.gp FOLDER/: no shell, no start-up file of the user, and the folder is an argument of the
 * script, never part of its text.  gnuplot writes the picture to its standard output, which is a temporary file. */
#include "figure/draw.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/process.h"
#include "base/outfile.h"
#include "base/xalloc.h"

extern char **environ;

enum { PATH_TEXT = 4400, NAP = 20, PATIENCE = 100 /* naps: how long gnuplot may take to end after it was asked to */ };

/* --- signals ---------------------------------------------------------------------------------------------- */

static const int ending_signals[] = {SIGINT, SIGTERM, SIGHUP};
_Static_assert(sizeof ending_signals / sizeof *ending_signals == DRAW_SIGNALS, "one former action each");

static atomic_int told; /* the signal received; 0: none */

/* May run on any thread. */
static void on_ending(int signal)
{
    told = signal;
}

void draw_guard_begin(struct draw_guard *guard)
{
    struct sigaction action = {.sa_handler = on_ending};
    sigemptyset(&action.sa_mask);
    told = 0;
    for (int i = 0; i < DRAW_SIGNALS; i++) {
        sigaction(ending_signals[i], NULL, &guard->former[i]);
        if (guard->former[i].sa_handler != SIG_IGN)
            sigaction(ending_signals[i], &action, NULL);
    }
}

void draw_guard_end(struct draw_guard *guard)
{
    int signal = told;
    for (int i = 0; i < DRAW_SIGNALS; i++)
        sigaction(ending_signals[i], &guard->former[i], NULL);
    told = 0;
    if (signal)
        raise(signal);
}

static void nap(void)
{
    poll(NULL, 0, NAP);
}

/* Like waitpid with WNOHANG, without EINTR: 0 if the child still runs; *state; -1 and errno. */
static pid_t drawing_look(pid_t child, int *state)
{
    pid_t ended;
    do
        ended = waitpid(child, state, WNOHANG);
    while (ended < 0 && errno == EINTR);
    return ended;
}

/* Waits until the child has ended.  Passes an ending signal of ours on to it. */
static pid_t wait_for(pid_t child, int *state)
{
    pid_t ended;
    int naps = 0;
    while ((ended = drawing_look(child, state)) == 0) {
        if (told)
            kill(child, naps++ < PATIENCE ? SIGTERM : SIGKILL);
        nap();
    }
    return ended;
}

/* --- gnuplot ----------------------------------------------------------------------------------------------------- */

static enum catapult_status drawing_start(const char *folder, const char *script, int picture, int words, pid_t *child)
{
    char folder_slash[PATH_TEXT], program[] = "gnuplot", plain[] = "-d", call[] = "-c", file[PATH_TEXT];
    snprintf(folder_slash, sizeof folder_slash, "%s/", folder);
    snprintf(file, sizeof file, "%s", script);
    char *const arguments[] = {program, plain, call, file, folder_slash, NULL};
    posix_spawn_file_actions_t actions;
    child_expect();
    if (posix_spawn_file_actions_init(&actions) != 0)
        return CATAPULT_STATUS_NOMEM;
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", 0, 0);
    posix_spawn_file_actions_adddup2(&actions, picture, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, words, STDERR_FILENO);
    int reason = posix_spawnp(child, program, &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    errno = reason;
    return reason == 0 ? CATAPULT_STATUS_OK : CATAPULT_STATUS_IO;
}

/* gnuplot reports an error in three lines; the last line that is not blank has the message. */
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

static enum catapult_status judge(int state, FILE *words, const char *script, struct catapult_error *err)
{
    char text[300];
    if (told)
        return catapult_error_set(err, CATAPULT_STATUS_CANCELLED,
                                  "interrupted: there is %.200s for gnuplot, and no picture", script);
    if (WIFSIGNALED(state))
        return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "gnuplot was ended by signal %d", WTERMSIG(state));
    if (WEXITSTATUS(state) == 0)
        return CATAPULT_STATUS_OK;
    last_words(words, text, sizeof text);
    return catapult_error_set(err, CATAPULT_STATUS_IO, "%.200s: gnuplot failed: %s", script,
                              *text ? text : "without a word");
}

struct drawing {
    pid_t child;
    struct outfile *picture;
    FILE *words; /* gnuplot's error output */
    char script[PATH_TEXT];
};

/* Frees the drawing; the picture gets its name or is removed. */
static enum catapult_status drawing_finish(struct drawing *drawing, enum catapult_status status, bool drawn,
                                           struct catapult_error *err)
{
    if (drawing->words)
        fclose(drawing->words);
    if (status == CATAPULT_STATUS_OK && drawn)
        status = outfile_commit(drawing->picture, err);
    else
        outfile_abort(drawing->picture);
    free(drawing);
    return status;
}

static enum catapult_status start_failed(struct drawing *drawing, int reason, struct catapult_error *err)
{
    enum catapult_status status = CATAPULT_STATUS_OK;
    if (reason != ENOENT && reason != EACCES && reason != ENOTDIR)
        status = catapult_error_set(err, CATAPULT_STATUS_IO, "gnuplot: cannot start: %s", strerror(reason));
    return drawing_finish(drawing, status, false, err);
}

enum catapult_status draw_begin(struct drawing **out, const char *folder, const char *name, const char *format,
                                struct catapult_error *err)
{
    char path[PATH_TEXT];
    struct drawing *drawing = xnew_array(1, sizeof *drawing);
    *out = NULL;
    *drawing = (struct drawing){.picture = NULL};
    snprintf(drawing->script, sizeof drawing->script, "%s/%s.gp", folder, name);
    snprintf(path, sizeof path, "%s/%s.%s", folder, name, format);
    if (outfile_open_beside(&drawing->picture, path, drawing->script, err) != CATAPULT_STATUS_OK) {
        free(drawing);
        return err->code;
    }
    drawing->words = tmpfile();
    if (!drawing->words)
        return drawing_finish(
            drawing, catapult_error_set(err, CATAPULT_STATUS_IO, "no temporary file: %s", strerror(errno)), false, err);
    fcntl(fileno(drawing->words), F_SETFD, FD_CLOEXEC);
    if (drawing_start(folder, drawing->script, fileno(outfile_stream(drawing->picture)), fileno(drawing->words),
                      &drawing->child)
        != CATAPULT_STATUS_OK)
        return start_failed(drawing, errno, err);
    *out = drawing;
    return CATAPULT_STATUS_OK;
}

bool draw_end(struct drawing *drawing, bool wait, bool *drawn, enum catapult_status *status, struct catapult_error *err)
{
    int state = 0;
    pid_t ended = wait ? wait_for(drawing->child, &state) : drawing_look(drawing->child, &state);
    if (ended == 0)
        return false;
    *drawn = false;
    *status = CATAPULT_STATUS_OK;
    if (ended < 0) {
        *status = catapult_error_set(err, CATAPULT_STATUS_IO, "gnuplot: %s", strerror(errno));
    } else if (!WIFEXITED(state) || WEXITSTATUS(state) != 127) { /* 127: posix_spawnp may report only in this way that
                                                                    there is no gnuplot */
        *drawn = true;
        *status = judge(state, drawing->words, drawing->script, err);
    }
    *status = drawing_finish(drawing, *status, *drawn, err);
    return true;
}

enum catapult_status draw_script(const char *folder, const char *name, const char *format, bool *drawn,
                                 struct catapult_error *err)
{
    struct drawing *drawing;
    struct draw_guard guard;
    *drawn = false;
    draw_guard_begin(&guard);
    enum catapult_status status = draw_begin(&drawing, folder, name, format, err);
    if (drawing)
        draw_end(drawing, true, drawn, &status, err);
    draw_guard_end(&guard);
    return status;
}
