/* cmd_play.c - plays a recorded session, in the laboratory or without a terminal into rows; plays a lesson. */
#include <catapult/export.h>

#include <poll.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/cmd_lab.h"
#include "cmd/options.h"
#include "cmd/progress.h"
#include "base/outfile.h"
#include "base/number.h"
#include "base/text.h"
#include "data/preset.h"
#include "data/source.h"
#include "lesson/lesson.h"
#include "session/thread/session.h"
#include "session/tape/tape.h"
#ifdef HAVE_TUI
#include "tui/lab/lab.h"
#endif

struct play_args {
    const char *to, *rate, *csv;
    bool list, check, present, force;
};

enum { LOOK_MS = 100 /* interval between checks for Ctrl-C and updates of the progress line */ };

static const struct option_spec specs[] = {
    {.name = "to", .argument = "STEP", .help = "stop when the run first reaches this step", .offset = offsetof(struct play_args, to)},
    {.name = "list", .help = "list the lessons, one per line", .offset = offsetof(struct play_args, list)},
    {.name = "present", .help = "for lectures: one pane, thick lines, large numbers (the key p)",
     .offset = offsetof(struct play_args, present)},
    {.name = "check", .help = "go through the lesson without a terminal and test all that it states",
     .offset = offsetof(struct play_args, check)},
    {.name = "rate", .argument = "N", .help = "iterations per second (default 4, or as the lesson says); 0: no limit",
     .offset = offsetof(struct play_args, rate)},
    {.name = "csv", .argument = "FILE", .help = "play to the end without a terminal and write the rows of the run; - for standard output",
     .offset = offsetof(struct play_args, csv)},
    {.name = "force", .help = OPTIONS_FORCE_HELP, .offset = offsetof(struct play_args, force)},
    {.name = NULL},
};

/* A run without a laboratory: the session and what it has reported. */
struct player {
    const struct tape_part *part;
    struct session *session;
    struct snapshot now;
    struct catapult_history histories[CATAPULT_MODEL_COUNT];
    struct progress_line line;
};

static long last_step(const struct tape_part *part)
{
    return part->count ? part->events[part->count - 1].t : 0;
}

static bool play_report(struct player *player)
{
    const struct snapshot *now = &player->now;
    long last = last_step(player->part);
    if (now->models == 0 || now->fraction >= 0)
        return progress_line_show(&player->line, now->task, now->fraction);
    return progress_line_show(&player->line, "playing", last > 0 ? (double)now->t / (double)last : -1);
}

/* Runs until all events have been played. */
static enum catapult_status play(struct player *player, struct catapult_error *err)
{
    for (;;) {
        struct pollfd news = {.fd = session_fd(player->session), .events = POLLIN};
        const struct snapshot *now = &player->now;
        if (play_report(player))
            return catapult_error_set(err, CATAPULT_STATUS_CANCELLED, "interrupted");
        poll(&news, 1, LOOK_MS);
        session_fetch(player->session, &player->now, player->histories);
        if (now->state == SESSION_FAILED)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s", now->message);
        if (now->script == SCRIPT_ENDED && now->models > 0)
            return CATAPULT_STATUS_OK;
        if (now->script == SCRIPT_LEFT)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s", now->task);
    }
}

static enum catapult_status play_write_rows(const struct player *player, const char *path, struct catapult_error *err)
{
    struct catapult_settings settings = player->part->settings;
    settings.seed = player->now.seed;
    if (strcmp(path, "-") == 0) {
        catapult_export_histories(stdout, &settings, player->histories, player->now.kind, player->now.models, NULL);
        return CATAPULT_STATUS_OK;
    }
    return catapult_export_csv(path, &settings, player->histories, player->now.kind, player->now.models, NULL, err);
}

/* Plays only the part after the last change of settings: earlier parts do not affect it. */
static enum catapult_status play_rows(const struct tape *tape, const char *path, struct catapult_error *err)
{
    static struct player player; /* large */
    if (strcmp(path, "-") != 0 && outfile_check(path, NULL, err) != CATAPULT_STATUS_OK)
        return err->code;
    player.part = &tape->parts[tape->count - 1];
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++)
        catapult_history_init(&player.histories[i], player.part->settings.spectrum.top);
    progress_line_init(&player.line);
    player.session = session_new(&player.part->settings, source_load, true);
    enum catapult_status status = CATAPULT_STATUS_OK;
    if (!player.session) {
        status = catapult_error_set(err, CATAPULT_STATUS_NOMEM, "no memory or no thread to play the session");
    } else {
        session_play(player.session, player.part->events, player.part->count);
        session_set_rate(player.session, 0);
        session_start(player.session);
        status = play(&player, err);
    }
    session_stop(player.session);
    progress_line_done(&player.line);
    if (status == CATAPULT_STATUS_OK)
        status = play_write_rows(&player, path, err);
    for (int i = 0; i < CATAPULT_MODEL_COUNT; i++)
        catapult_history_done(&player.histories[i]);
    return status;
}

static enum catapult_status parse_rate(const struct play_args *mine, double *rate, struct catapult_error *err)
{
    if (mine->rate && (!number_only(mine->rate, rate) || !(*rate >= 0 && *rate <= 1e6)))
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--rate: '%.60s' is not a number from 0 to 1e+06",
                                  mine->rate);
    return CATAPULT_STATUS_OK;
}

static enum catapult_status play_prepare(const struct play_args *mine, const char *path, struct tape *tape,
                                         struct catapult_error *err)
{
    long to = 0;
    if (mine->to && (!number_whole(mine->to, &to) || to < 0))
        return catapult_error_set(err, CATAPULT_STATUS_USAGE, "--to: '%.60s' is not a whole number from 0", mine->to);
    if (mine->check)
        return catapult_error_set(err, CATAPULT_STATUS_USAGE,
                                  "--check looks at what a lesson expects; this is a recording");
    if (tape_read(tape, path, err) != CATAPULT_STATUS_OK)
        return err->code;
    return mine->to ? tape_cut(tape, to, err) : CATAPULT_STATUS_OK;
}

#ifndef HAVE_TUI
static int no_laboratory(const char *what)
{
    struct catapult_error err;
    catapult_error_set(&err, CATAPULT_STATUS_USAGE, "built without the laboratory (configure --without-tui)%s", what);
    return cmd_fail(&err);
}
#endif

static int play_show(const struct play_args *mine, const struct tape *tape, double rate)
{
#ifdef HAVE_TUI
    return lab_play(tape, rate, mine->present);
#else
    (void)mine;
    (void)tape;
    (void)rate;
    return no_laboratory("; --csv FILE needs no terminal");
#endif
}

static int play_tape(const struct play_args *mine, const char *path, double rate)
{
    struct tape tape = {0};
    struct catapult_error err;
    int code = EXIT_DONE;
    enum catapult_status status = play_prepare(mine, path, &tape, &err);
    if (status == CATAPULT_STATUS_OK && mine->csv)
        status = play_rows(&tape, mine->csv, &err);
    else if (status == CATAPULT_STATUS_OK)
        code = play_show(mine, &tape, rate);
    tape_free(&tape);
    return status == CATAPULT_STATUS_OK ? code : cmd_end(status, &err);
}

/* --- lessons ------------------------------------------------------------------------------------------------- */

static enum catapult_status load_preset(const char *name, struct catapult_settings *settings,
                                        struct catapult_error *err)
{
    return preset_load(name, NULL, settings, NULL, err);
}

static enum catapult_status read_lesson(struct lesson *lesson, const char *path, struct catapult_error *err)
{
    enum catapult_status status = lesson_read(lesson, path, load_preset, err);
#ifdef HAVE_TUI
    if (status == CATAPULT_STATUS_OK)
        status = lab_lesson_check(lesson, err);
#endif
    return status;
}

#ifdef HAVE_TUI
static bool play_interrupted(void)
{
    return progress_interrupted() != 0;
}
#endif

static int play_give(const struct play_args *mine, const struct lesson *lesson)
{
#ifdef HAVE_TUI
    struct progress_line line;
    struct catapult_error err;
    bool passed;
    if (!mine->check)
        return lab_give(lesson, mine->present);
    progress_line_init(&line); /* for Ctrl-C; the steps of the lesson show the progress */
    enum catapult_status status = lab_walk(lesson, source_load, stdout, play_interrupted, &passed, &err);
    if (status != CATAPULT_STATUS_OK)
        return cmd_end(status, &err);
    return passed ? EXIT_DONE : EXIT_CHECK_FAILED;
#else
    (void)mine;
    (void)lesson;
    return no_laboratory("");
#endif
}

static int play_lesson(const struct play_args *mine, const char *path, double rate)
{
    struct lesson lesson = {0};
    struct catapult_error err;
    int code;
    enum catapult_status status = read_lesson(&lesson, path, &err);
    if (status == CATAPULT_STATUS_OK && (mine->to || mine->csv))
        status = catapult_error_set(&err, CATAPULT_STATUS_USAGE, "--%s goes with a recording; this is a lesson",
                                    mine->to ? "to" : "csv");
    if (rate >= 0)
        lesson.rate = rate;
    code = status == CATAPULT_STATUS_OK ? play_give(mine, &lesson) : cmd_end(status, &err);
    lesson_free(&lesson);
    return code;
}

static int list_lessons(void)
{
    struct search_entry *entries;
    struct catapult_error err;
    size_t count = search_path_list(&search_lessons, NULL, &entries);
    if (count == (size_t)-1) {
        catapult_error_set(&err, CATAPULT_STATUS_NOMEM, "no memory for the list of lessons");
        return cmd_fail(&err);
    }
    for (size_t i = 0; i < count; i++) {
        struct lesson lesson;
        bool sound = read_lesson(&lesson, entries[i].path, &err) == CATAPULT_STATUS_OK;
        printf("%-20s %s%s%s%s\n", text_tame(entries[i].name), sound ? lesson.title : "cannot be used: ",
               sound ? "" : err.text, sound && *lesson.about ? ": " : "", sound ? lesson.about : "");
        lesson_free(&lesson);
    }
    if (count == 0)
        puts("no lessons found");
    free(entries);
    return EXIT_DONE;
}

/* Finds what a name stands for: a lesson by name or file, or a recording by file. */
static enum catapult_status play_find(const char *name, char path[SEARCH_PATH_MAX], bool *lesson, struct catapult_error *err)
{
    size_t length = strlen(name);
    bool ending = length > 7 && strcmp(name + length - 7, ".lesson") == 0;
    bool file = !ending && (strpbrk(name, "./") || access(name, F_OK) == 0);
    *lesson = search_path_find(&search_lessons, name, NULL, path, err) == CATAPULT_STATUS_OK && (ending || !strchr(name, '/'));
    if (*lesson || !file)
        return *lesson ? CATAPULT_STATUS_OK : err->code;
    if (snprintf(path, SEARCH_PATH_MAX, "%s", name) >= SEARCH_PATH_MAX)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%.100s...: the path is too long", name);
    return CATAPULT_STATUS_OK;
}

static int play_command(int argc, char **argv)
{
    struct play_args mine = {0};
    struct options options;
    struct catapult_error err;
    char path[SEARCH_PATH_MAX];
    double rate = -1;
    bool lesson;
    int code = options_parse(&options, &command_play, &mine, argc, argv);
    if (code >= 0)
        return code;
    if (mine.force)
        outfile_force();
    if (mine.list)
        return list_lessons();
    if (options.n_words == 0)
        catapult_error_set(&err, CATAPULT_STATUS_USAGE,
                           "play needs a LESSON or a FILE ('catapult play --list' shows the lessons)");
    else if (options.n_set > 0)
        catapult_error_set(&err, CATAPULT_STATUS_USAGE,
                           "a recording or a lesson has its own settings: --%s cannot change them",
                           options.set[0].spec->name);
    else if (parse_rate(&mine, &rate, &err) == CATAPULT_STATUS_OK
             && play_find(options.words[0], path, &lesson, &err) == CATAPULT_STATUS_OK)
        return lesson ? play_lesson(&mine, path, rate) : play_tape(&mine, path, rate);
    return cmd_fail(&err);
}

const struct command command_play = {
    .name = "play",
    .args = "LESSON|FILE",
    .help = "Give a lesson, or repeat a session of lab --record bit for bit",
    .examples = "  catapult play --list\n"
                "  catapult play catapult\n"
                "  catapult play mine.lesson --check\n"
                "  catapult play lecture.session\n"
                "  catapult play lecture.session --rate 20 --to 100\n"
                "  catapult play lecture.session --csv lecture.csv\n",
    .options = specs,
    .words_min = 0,
    .words_max = 1,
    .run = play_command,
};
