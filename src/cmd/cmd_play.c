/* cmd_play.c - a recorded session again: in the laboratory, or without a terminal into rows. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif
#include <catapult/export.h>

#include <poll.h>
#include <stddef.h>
#include <stdio.h>

#include "cmd/cmd.h"
#include "cmd/cmd_lab.h"
#include "cmd/options.h"
#include "cmd/progress.h"
#include "core/number.h"
#include "data/source.h"
#include "session/session.h"
#include "session/tape.h"

struct mine {
    const char *to, *rate, *csv;
};

enum { LOOK_MS = 100 /* between two looks at Ctrl-C and the progress line */ };

static const struct option_spec specs[] = {
    {.name = "to", .argument = "STEP", .help = "only until the run first stands at that step", .offset = offsetof(struct mine, to)},
    {.name = "rate", .argument = "N", .help = "iterations a second (default 4); 0: as fast as it goes",
     .offset = offsetof(struct mine, rate)},
    {.name = "csv", .argument = "FILE", .help = "no terminal: play to the end, and write the rows of the run",
     .offset = offsetof(struct mine, csv)},
    {.name = NULL},
};

/* A run without a laboratory: the session and what it has told. */
struct player {
    const struct tape_part *part;
    struct session *session;
    struct snapshot now;
    struct history histories[MODEL_COUNT];
    struct progress_line line;
};

static long last_step(const struct tape_part *part)
{
    return part->count ? part->events[part->count - 1].t : 0;
}

static bool report(struct player *player)
{
    const struct snapshot *now = &player->now;
    long last = last_step(player->part);
    if (now->models == 0 || now->fraction >= 0)
        return progress_line_show(&player->line, now->task, now->fraction);
    return progress_line_show(&player->line, "playing", last > 0 ? (double)now->t / (double)last : -1);
}

/* Until all events have been played. */
static enum status play(struct player *player, struct error *err)
{
    for (;;) {
        struct pollfd news = {.fd = session_fd(player->session), .events = POLLIN};
        const struct snapshot *now = &player->now;
        if (report(player))
            return error_set(err, STATUS_CANCELLED, "interrupted");
        poll(&news, 1, LOOK_MS);
        session_fetch(player->session, &player->now, player->histories);
        if (now->state == SESSION_FAILED)
            return error_set(err, STATUS_INPUT, "%s", now->message);
        if (now->script == SCRIPT_ENDED && now->models > 0)
            return STATUS_OK;
        if (now->script == SCRIPT_LEFT)
            return error_set(err, STATUS_INPUT, "%s", now->task);
    }
}

static enum status write_rows(const struct player *player, const char *path, struct error *err)
{
    struct settings settings = player->part->settings;
    settings.seed = player->now.seed;
    return export_csv(path, &settings, player->histories, player->now.kind, player->now.models, NULL, err);
}

/* What came before the last change of settings left nothing behind. */
static enum status play_rows(const struct tape *tape, const char *path, struct error *err)
{
    static struct player player; /* large */
    player.part = &tape->parts[tape->count - 1];
    for (int i = 0; i < MODEL_COUNT; i++)
        history_init(&player.histories[i], player.part->settings.spectrum.top);
    progress_line_init(&player.line);
    player.session = session_start(&player.part->settings, source_load, true);
    enum status status = STATUS_OK;
    if (!player.session) {
        status = error_set(err, STATUS_NOMEM, "no memory or no thread to play the session");
    } else {
        session_play(player.session, player.part->events, player.part->count);
        session_set_rate(player.session, 0);
        status = play(&player, err);
    }
    session_stop(player.session);
    progress_line_done(&player.line);
    if (status == STATUS_OK)
        status = write_rows(&player, path, err);
    for (int i = 0; i < MODEL_COUNT; i++)
        history_done(&player.histories[i]);
    return status;
}

static enum status prepare(const struct mine *mine, const char *path, struct tape *tape, double *rate,
                           struct error *err)
{
    long to = 0;
    const char *end = mine->rate ? number_read(mine->rate, rate) : "";
    if (!end || *end || *rate > 1e6 || (mine->rate && *rate < 0))
        return error_set(err, STATUS_USAGE, "--rate: '%.60s' is not a number from 0 to 1e+06", mine->rate);
    if (mine->to && (!number_whole(mine->to, &to) || to < 0))
        return error_set(err, STATUS_USAGE, "--to: '%.60s' is not a whole number from 0", mine->to);
    if (tape_read(tape, path, err) != STATUS_OK)
        return err->code;
    return mine->to ? tape_cut(tape, to, err) : STATUS_OK;
}

static int show(const struct tape *tape, double rate)
{
#ifdef HAVE_TUI
    return lab_play(tape, rate);
#else
    struct error err;
    (void)tape;
    (void)rate;
    error_set(&err, STATUS_USAGE, "built without the laboratory (configure --without-tui); --csv FILE needs no terminal");
    return cmd_fail(&err);
#endif
}

static int play_command(int argc, char **argv)
{
    struct mine mine = {0};
    struct options options;
    struct tape tape = {0};
    struct error err;
    double rate = -1;
    int code = options_parse(&options, &command_play, &mine, argc, argv);
    if (code >= 0)
        return code;
    if (options.n_set > 0) {
        error_set(&err, STATUS_USAGE, "a recording has its own settings: --%s cannot change them",
                  options.set[0].spec->name);
        return cmd_fail(&err);
    }
    enum status status = prepare(&mine, options.words[0], &tape, &rate, &err);
    code = EXIT_DONE;
    if (status == STATUS_OK && mine.csv)
        status = play_rows(&tape, mine.csv, &err);
    else if (status == STATUS_OK)
        code = show(&tape, rate);
    tape_free(&tape);
    if (status == STATUS_OK)
        return code;
    return cmd_end(status, &err);
}

const struct command command_play = {
    .name = "play",
    .args = "FILE",
    .help = "A session recorded by lab --record again, bit for bit",
    .examples = "  catapult play lecture.session\n"
                "  catapult play lecture.session --rate 20 --to 100\n"
                "  catapult play lecture.session --csv lecture.csv\n",
    .options = specs,
    .words_min = 1,
    .words_max = 1,
    .run = play_command,
};
