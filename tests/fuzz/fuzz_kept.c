/* fuzz_kept.c - what the program itself wrote, and a crash or a hand may have changed since: the journal of a sweep
 * and a recorded session; and the user's own configuration.  What is accepted is written again and reads back the
 * same. */
#include "fuzz.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/config.h"
#include "session/tape/tape.h"
#include "sweep/journal.h"
#include "sweep/row.h"
#ifdef HAVE_TUI
#include "cmd/lab_config.h"
#include "tui/input/command.h"
#endif

/* --- the configuration: $XDG_CONFIG_HOME/catapult/config ------------------------------------------------------- */

static void check_config(const struct config *config)
{
    fuzz_require(config->n_binds >= 0 && config->n_binds <= CONFIG_BINDS_MAX, "more binds than there is room for");
    for (int i = 0; i < config->n_binds; i++)
        fuzz_require(*config->bind[i].key.text && *config->bind[i].request.text && config->bind[i].key.line > 0,
                     "a bind without key, request or line");
#ifdef HAVE_TUI
    struct keymap keymap;
    struct catapult_error err = {0};
    enum catapult_status status = lab_config_keys(config, &keymap, &err);
    if (status != CATAPULT_STATUS_OK)
        fuzz_refused(status, &err);
    fuzz_require(keymap_find(&keymap, CODE_CTRL_C) == keymap_find(NULL, CODE_CTRL_C), "Ctrl-C no longer quits");
#endif
}

static void one_config(const uint8_t *data, size_t size)
{
    struct config *config = calloc(1, sizeof *config);
    struct catapult_error err = {0};
    fuzz_require(config != NULL, "no memory");
    setenv("XDG_CONFIG_HOME", fuzz_folder(), 1);
    mkdir(fuzz_path("catapult"), 0777);
    fuzz_write("catapult/config", data, size);
    enum catapult_status status = config_load(config, &err);
    if (status != CATAPULT_STATUS_OK)
        fuzz_refused(status, &err);
    else
        check_config(config);
    free(config);
}

/* --- the rows of a sweep: what stands in runs.csv behind a sound heading ----------------------------------------- */

static bool same_number(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

static bool same_row(const struct sweep_row *a, const struct sweep_row *b)
{
    for (int k = 0; k < SWEEP_FIELDS; k++)
        if (!same_number(a->value[k], b->value[k]))
            return false;
    return a->model == b->model && a->seed == b->seed && a->phase == b->phase
           && a->outcome == b->outcome && a->period == b->period;
}

/* Appended to a new journal they are the same rows, whatever half row that journal ends with. */
static void check_rows(const struct sweep *sweep, const struct sweep_rows *rows, const char *half)
{
    struct journal journal;
    struct sweep_rows again;
    struct catapult_error err = {0};
    char *head = row_heading(sweep), *text = malloc(strlen(head) + strlen(half) + 1);
    fuzz_require(text != NULL, "no memory");
    strcat(strcpy(text, head), half);
    fuzz_write("again.csv", text, strlen(text));
    free(text);
    free(head);
    fuzz_require(journal_open(&journal, fuzz_path("again.csv"), sweep, true, &err) == CATAPULT_STATUS_OK
                     && journal_append(&journal, rows->row, rows->count, &err) == CATAPULT_STATUS_OK
                     && journal_rows(&journal, &again, &err) == CATAPULT_STATUS_OK,
                 err.text);
    fuzz_require(again.count == rows->count, "another number of rows than was written");
    for (size_t i = 0; i < rows->count; i++)
        fuzz_require(same_row(&again.row[i], &rows->row[i]), "a row that reads back as another");
    sweep_rows_done(&again);
    journal_close(&journal);
}

static void one_rows(const uint8_t *data, size_t size)
{
    static struct sweep sweep; /* large; the settings' defaults */
    struct sweep_rows rows;
    struct catapult_error err = {0};
    catapult_settings_defaults(&sweep.settings);
    char *head = row_heading(&sweep), *text = malloc(strlen(head) + size);
    fuzz_require(text != NULL, "no memory");
    size_t length = strlen(head);
    memcpy(text, head, length);
    memcpy(text + length, data, size);
    fuzz_write("runs.csv", text, length + size);
    enum catapult_status status = journal_read(fuzz_path("runs.csv"), head, &rows, &err);
    if (status != CATAPULT_STATUS_OK) {
        fuzz_refused(status, &err);
    } else {
        check_rows(&sweep, &rows, "network,0.1,0.2,1,3.");
        sweep_rows_done(&rows);
    }
    free(text);
    free(head);
}

/* The heading, too: the file as it is. */
static void one_journal(const uint8_t *data, size_t size)
{
    static struct sweep sweep;
    struct sweep_rows rows = {0};
    struct journal journal;
    struct catapult_error err = {0};
    catapult_settings_defaults(&sweep.settings);
    fuzz_write("runs.csv", data, size);
    enum catapult_status status = sweep_read_rows(fuzz_folder(), &rows, &err);
    if (status != CATAPULT_STATUS_OK)
        fuzz_refused(status, &err);
    sweep_rows_done(&rows);
    err = (struct catapult_error){0};
    status = journal_open(&journal, fuzz_path("runs.csv"), &sweep, true, &err);
    if (status != CATAPULT_STATUS_OK)
        fuzz_refused(status, &err);
    journal_close(&journal);
}

/* --- a recorded session --------------------------------------------------------------------------------------------- */

static void write_tape(const struct tape *tape)
{
    struct tape_writer *writer;
    struct catapult_error err = {0};
    unlink(fuzz_path("again.session"));
    fuzz_require(tape_create(&writer, fuzz_path("again.session"), &tape->parts[0].settings, &err) == CATAPULT_STATUS_OK,
                 err.text);
    for (int i = 0; i < tape->count; i++) {
        if (i > 0)
            tape_settings(writer, &tape->parts[i].settings);
        for (size_t k = 0; k < tape->parts[i].count; k++)
            tape_hear(writer, &tape->parts[i].events[k]);
    }
    fuzz_require(tape_close(writer, &err) == CATAPULT_STATUS_OK, err.text);
}

static bool same_event(const struct event *a, const struct event *b)
{
    return a->kind == b->kind && a->t == b->t && a->number == b->number && same_number(a->eta, b->eta) &&
           same_number(a->lr.value, b->lr.value) && a->lr.unit == b->lr.unit;
}

/* Reading puts the end behind the events of a part, where it can be told: again may have one more. */
static void check_part(const struct tape_part *part, const struct tape_part *again)
{
    fuzz_require(fuzz_same(&part->settings, &again->settings), "settings that read back as others");
    fuzz_require(again->count >= part->count && again->count <= part->count + 1, "another number of events");
    fuzz_require(again->count == part->count || again->events[part->count].kind == EVENT_END, "an event more");
    for (size_t k = 0; k < part->count; k++)
        fuzz_require(same_event(&part->events[k], &again->events[k]), "an event that reads back as another");
}

static void check_tape(const struct tape *tape)
{
    struct tape again;
    struct catapult_error err = {0};
    write_tape(tape);
    fuzz_require(tape_read(&again, fuzz_path("again.session"), &err) == CATAPULT_STATUS_OK, err.text);
    fuzz_require(again.count == tape->count, "another number of runs");
    for (int i = 0; i < tape->count; i++)
        check_part(&tape->parts[i], &again.parts[i]);
    tape_free(&again);
}

static void one_session(const uint8_t *data, size_t size)
{
    struct tape tape;
    struct catapult_error err = {0};
    fuzz_write("x.session", data, size);
    enum catapult_status status = tape_read(&tape, fuzz_path("x.session"), &err);
    if (status != CATAPULT_STATUS_OK) {
        fuzz_refused(status, &err);
    } else {
        check_tape(&tape);
        status = tape_cut(&tape, 5, &err);
        if (status != CATAPULT_STATUS_OK)
            fuzz_refused(status, &err);
    }
    tape_free(&tape);
}

const struct fuzz_target fuzz_config = {"config", one_config};
const struct fuzz_target fuzz_rows = {"rows", one_rows};
const struct fuzz_target fuzz_journal = {"journal", one_journal};
const struct fuzz_target fuzz_session = {"session", one_session};

/* --- what is typed after ':', and read by --plain and --do ------------------------------------------------------------ */

#ifdef HAVE_TUI
static void one_command(const uint8_t *data, size_t size)
{
    char line[COMMAND_TEXT], hint[200];
    enum request request = REQUEST_NONE;
    const char *argument = NULL;
    struct catapult_error err = {0};
    struct completions *candidates = calloc(1, sizeof *candidates);
    fuzz_require(candidates != NULL, "no memory");
    size = size < sizeof line - 1 ? size : sizeof line - 1;
    memcpy(line, data, size);
    line[size] = '\0';
    command_hint(line, hint, sizeof hint);
    command_complete(line, candidates);
    fuzz_require(candidates->count >= 0 && candidates->count <= CANDIDATES_MAX && candidates->from <= strlen(line),
                 "candidates beyond their room");
    enum catapult_status status = command_parse(line, &request, &argument, &err);
    if (status != CATAPULT_STATUS_OK)
        fuzz_refused(status, &err);
    else
        fuzz_require(request < REQUEST_COUNT || request == REQUEST_NONE, "a request that is none");
    free(candidates);
}

const struct fuzz_target fuzz_command = {"command", one_command};
#endif
