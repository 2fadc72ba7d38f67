/* progress.c - see progress.h. */
#include "cmd/progress.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"

static volatile sig_atomic_t caught;

/* A second Ctrl-C ends the program at once. */
static void catch_signal(int number)
{
    caught = number;
    signal(number, SIG_DFL);
}

int progress_interrupted(void)
{
    return caught;
}

void progress_line_init(struct progress_line *line)
{
    struct sigaction action = {.sa_handler = catch_signal};
    sigemptyset(&action.sa_mask);
    static const int ending[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++) {
        struct sigaction old;
        if (sigaction(ending[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN) /* nohup, a background job */
            sigaction(ending[i], &action, NULL);
    }
    *line = (struct progress_line){.terminal = isatty(STDERR_FILENO)};
}

/* 75 as "1:15 left". */
static void print_left(double seconds)
{
    long whole = (long)(seconds + 0.5);
    if (whole >= 3600)
        fprintf(stderr, "  %ld:%02ld:%02ld left", whole / 3600, whole / 60 % 60, whole % 60);
    else
        fprintf(stderr, "  %ld:%02ld left", whole / 60, whole % 60);
}

void progress_line_plain(struct progress_line *line, double seconds)
{
    line->plain = seconds;
}

/* Prints the first line after the same interval as later ones. */
static void show_plain(struct progress_line *line, double t, const char *what, double fraction)
{
    double last = line->drawn > line->start ? line->drawn : line->start;
    if (line->plain <= 0 || t - last < line->plain)
        return;
    line->drawn = t;
    text_put(stderr, what);
    if (fraction > 0.01)
        print_left((t - line->start) * (1 - fraction) / fraction);
    fputc('\n', stderr);
}

bool progress_line_show(struct progress_line *line, const char *what, double fraction)
{
    enum { BAR = 24 };
    if (!line->terminal && line->plain <= 0)
        return caught != 0;
    double t = clock_seconds();
    size_t kind = strcspn(what, ":0123456789"); /* "step 12 of 400" is the same task as "step 13 of 400" */
    if (line->start <= 0 || strncmp(line->what, what, kind) != 0) {
        line->start = t;
        snprintf(line->what, sizeof line->what, "%s", what);
    }
    if (!line->terminal) {
        show_plain(line, t, what, fraction);
        return caught != 0;
    }
    if (t - line->start < 1 || t - line->drawn < 0.1)
        return caught != 0;
    line->drawn = t;
    line->shown = true;
    fputs("\r\033[K", stderr);
    text_put(stderr, what);
    if (fraction >= 0) {
        int full = (int)(BAR * fraction);
        fprintf(stderr, "  [%.*s%*s]", full, "########################", BAR - full, "");
        if (fraction > 0.01)
            print_left((t - line->start) * (1 - fraction) / fraction);
    }
    fflush(stderr);
    return caught != 0;
}

void progress_line_done(struct progress_line *line)
{
    if (line->shown)
        fprintf(stderr, "\r\033[K");
    line->shown = false;
}

void progress_line_say(void *line, const char *text)
{
    progress_line_done(line);
    fputs("catapult: ", stderr);
    text_put(stderr, text);
    fputc('\n', stderr);
}

static int progress_report(void *context, const char *what, double fraction)
{
    return progress_line_show(context, what, fraction);
}

struct catapult_progress progress_line_as(struct progress_line *line)
{
    return (struct catapult_progress){progress_report, line};
}
