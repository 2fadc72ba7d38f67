/* lab_plain.c - the laboratory without a screen: one line of text per step, commands as lines of text.
 *
 * For screen readers, dumb terminals and scripts: nothing is ever moved, erased or coloured.  At a terminal the run
 * continues while the user types.  From a pipe or a file every command waits until the one before is done (steps
 * taken, a run at its end), so that a script gives the same output every time; the laboratory ends after the last
 * command. */
#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <catapult/phase.h>

#include "tui/input/command.h"
#include "tui/lab/lab.h"
#include "tui/lab/lab_state.h"
#include "tui/plot/numeral.h"
#include "tui/panes/marks.h"
#include "tui/panes/pane.h"

enum { INPUT_TEXT = 2 * COMMAND_TEXT };

struct plain {
    struct lab *lab;
    bool script;            /* commands do not come from a terminal */
    long printed;           /* the newest printed step; -1: none */
    long goal;              /* the iteration that the requested steps lead to; -1: none */
    unsigned long restarts;
    char run;               /* the run in focus, as last printed */
    int runs;
    enum eta_max_kind eta_max_kind;
    unsigned long eta_after; /* eta is printed once that command has been answered; 0: do not print it */
    char task[80];          /* the event last printed */
    bool diverged[CATAPULT_MODEL_COUNT];
    char input[INPUT_TEXT]; /* an incomplete line */
    size_t used;
    bool skipping;          /* until the end of a line that was too long */
    bool ended;             /* no more input */
    bool done;              /* and all of it has been obeyed */
};

/* --- output ----------------------------------------------------------------------------------------------------- */

/* Prints one line of external text without characters that a terminal would interpret. */
static void plain_say(const char *text)
{
    for (; *text; text++)
        putchar((unsigned char)*text < ' ' || *text == 0x7f ? '?' : *text);
    putchar('\n');
}

static void plain_put_number(const char *name, double value)
{
    char text[NUMERAL_TEXT];
    if (!isnan(value))
        printf(", %s %s", name, numeral(text, value));
}

/* "step 41: loss 0.2172, test loss 0.1998, lambda_1 3.897, eta 0.3897, 1.2 times eta_crit, regime catapult; falling" */
static void put_step(const struct lab *lab, long t)
{
    const struct catapult_history *history = &lab->rows.focus.histories[lab->sight.view.focus];
    size_t row = (size_t)t;
    char loss[NUMERAL_TEXT];
    double eta = catapult_history_get(history, CATAPULT_FIELD_ETA, row),
           value = catapult_history_get(history, CATAPULT_FIELD_TRAIN_LOSS, row);
    struct catapult_outcome_facts did;
    char word[CATAPULT_OUTCOME_TEXT];
    printf("step %ld: loss %s", t, isnan(value) ? "not finite" : numeral(loss, value));
    plain_put_number("test loss", catapult_history_get(history, CATAPULT_FIELD_TEST_LOSS, row));
    plain_put_number("lambda_1", catapult_history_get(history, CATAPULT_FIELD_LAMBDA, row));
    plain_put_number("eta", eta);
    if (isfinite(pane_eta_crit(&lab->sight.view)))
        printf(", %.4g times eta_crit", eta / pane_eta_crit(&lab->sight.view));
    pane_outcome(&lab->sight.view, lab->sight.view.focus, t, &did);
    printf(", regime %s; %s\n", catapult_phase_name(pane_regime(&lab->sight.view, lab->sight.view.focus, eta)),
           catapult_outcome_format(did.word, did.period, word));
    char places[CATAPULT_CROSSING_TEXT];
    if (catapult_history_crossing(history, row, places))
        printf("%s at step %ld\n", places, t);
}

static void plain_put_heading(const struct lab *lab)
{
    const struct snapshot *s = &lab->link.snapshot;
    plain_say(lab->origin.settings->title);
    printf("%zu examples, %zu for the test, %zu inputs, seed %d; models:", s->n, s->n_test, s->d, s->seed);
    for (int i = 0; i < s->models; i++)
        printf("%s %s", i ? "," : "", catapult_model_name(s->kind[i]));
    printf(" (%s in focus); 'help' lists the commands\n", catapult_model_name(s->kind[lab->sight.view.focus]));
}

static void plain_put_commands(void)
{
    for (int i = 0; i < REQUEST_COUNT; i++) {
        const struct command_argument *takes = command_argument((enum request)i);
        printf("%s%s%s: %s%s%s\n", requests[i].name, takes ? " " : "", takes ? takes->name : "", requests[i].help,
               takes ? "; with an argument: " : "", takes ? takes->help : "");
    }
    puts("An empty line prints the current step.");
}

/* --- news ------------------------------------------------------------------------------------------------------ */

static void tell_events(struct plain *plain)
{
    const struct snapshot *s = &plain->lab->link.snapshot;
    if (plain->eta_after && s->applied >= plain->eta_after && !s->travelling) {
        char text[NUMERAL_TEXT];
        printf("eta is %s again\n", numeral(text, s->eta));
        plain->eta_after = 0;
    }
    for (int i = 0; i < s->models; i++) {
        if (s->diverged[i] && !plain->diverged[i])
            printf("the %s model has diverged at step %ld\n", catapult_model_name(s->kind[i]), s->diverged_at[i]);
        plain->diverged[i] = s->diverged[i];
    }
    if (s->eta_max_kind == ETA_MAX_MEASURED && plain->eta_max_kind != ETA_MAX_MEASURED) {
        char text[NUMERAL_TEXT];
        char fails[80];
        marks_failure(s, fails, sizeof fails);
        printf("eta_max is measured: %s, %.4g times eta_crit%s%s\n", numeral(text, s->eta_max),
               s->eta_max / pane_eta_crit(&plain->lab->sight.view), *fails ? "; " : "", fails);
    }
    plain->eta_max_kind = s->eta_max_kind;
    if (s->fraction < 0 && strcmp(s->task, plain->task) != 0 && *s->task && s->models > 0)
        plain_say(s->task);
    if (s->fraction < 0)
        memcpy(plain->task, s->task, sizeof plain->task);
}

/* The command itself prints "run B, forked from ..."; this says which run the following lines belong to. */
static void tell_run(struct plain *plain)
{
    const struct snapshot *s = &plain->lab->link.snapshot;
    char run = s->run[s->focus].name;
    if (run == plain->run && s->runs == plain->runs)
        return;
    if (plain->run && run != plain->run)
        plain->printed = s->t - 1;
    if (plain->run)
        printf("run %c in focus, %d of %d, at step %ld\n", run, s->focus + 1, s->runs, s->t);
    plain->run = run;
    plain->runs = s->runs;
}

static void plain_tell(struct plain *plain)
{
    const struct lab *lab = plain->lab;
    const struct snapshot *s = &lab->link.snapshot;
    if (s->models == 0)
        return;
    if (plain->printed < 0)
        plain_put_heading(lab);
    tell_run(plain);
    if (s->restarts != plain->restarts || s->t < plain->printed)
        plain->printed = s->t - 1;
    plain->restarts = s->restarts;
    for (long t = plain->printed + 1; t <= s->t; t++)
        put_step(lab, t);
    plain->printed = s->t;
    tell_events(plain);
}

/* --- input ------------------------------------------------------------------------------------------------------ */

/* Prints what the command did; steps in progress print their own lines. */
static void answer(const struct lab *lab, enum request request, bool moving)
{
    const struct command_argument *takes = command_argument(request);
    const char *behind = strstr(lab->said.text, ": ");
    if (request == REQUEST_NONE && lab->link.snapshot.models > 0)
        put_step(lab, lab->link.snapshot.t);
    else if (lab->dialog.prompt.open)
        printf("%s needs %s\n", requests[request].name, takes ? takes->name : "keys");
    else if (lab->sight.view.help)
        plain_put_commands();
    else if (request != REQUEST_NONE && !lab->quit && !moving)
        plain_say(behind ? behind + 2 : lab->said.text);
}

static void plain_obey(struct plain *plain, const char *line)
{
    struct lab *lab = plain->lab;
    enum request request;
    const char *argument;
    struct catapult_error err;
    unsigned long sent = lab->link.sent;
    lab_clamp(lab);
    plain->goal = -1;
    if (command_parse(line, &request, &argument, &err) != CATAPULT_STATUS_OK || !lab_command(lab, line, &err)) {
        plain_say(err.text);
        return;
    }
    plain->eta_after = lab->said.eta_after;
    bool moving = (request == REQUEST_FORWARD || request == REQUEST_BACK) && lab->link.sent != sent;
    answer(lab, request, moving);
    if (moving)
        plain->goal = lab_goal(lab, line);
    if (request == REQUEST_SET || request == REQUEST_NEXT_SEED)
        plain->printed = -1; /* print the heading again */
    lab_prompt_close(lab);
    lab_help(lab, false);
}

static void drop_input(struct plain *plain, size_t count)
{
    plain->used -= count;
    memmove(plain->input, plain->input + count, plain->used);
}

static bool sound_line(const char *line, size_t length)
{
    if (length < INPUT_TEXT - 1 && strlen(line) == length)
        return true;
    if (length == INPUT_TEXT - 1)
        printf("a command has at most %d bytes\n", INPUT_TEXT - 2);
    else
        puts("a command must not contain a zero byte");
    return false;
}

/* Takes a line out of the input; the last one needs no newline. */
static bool plain_take_line(struct plain *plain, char line[INPUT_TEXT])
{
    for (;;) {
        if (plain->skipping) { /* the rest of a line that was too long must not be taken for a command */
            const char *rest = memchr(plain->input, '\n', plain->used);
            drop_input(plain, rest ? (size_t)(rest - plain->input) + 1 : plain->used);
            plain->skipping = !rest;
        }
        char *end = memchr(plain->input, '\n', plain->used);
        size_t length = end ? (size_t)(end - plain->input) : plain->used;
        bool full = !end && plain->used == INPUT_TEXT - 1;
        if (plain->skipping || (!end && !full && !(plain->ended && plain->used > 0)))
            return false;
        memcpy(line, plain->input, length);
        line[length] = '\0';
        drop_input(plain, length + (end != NULL));
        plain->skipping = full;
        if (!sound_line(line, length))
            continue;
        if (length > 0 && line[length - 1] == '\r')
            line[length - 1] = '\0';
        return true;
    }
}

static bool at_rest(const struct plain *plain)
{
    return link_at_rest(&plain->lab->link, plain->goal);
}

static void obey_lines(struct plain *plain)
{
    char line[INPUT_TEXT];
    while (!plain->lab->quit && (!plain->script || at_rest(plain)) && plain_take_line(plain, line)) {
        plain_obey(plain, line);
        if (plain->script && link_pending(&plain->lab->link))
            return;
    }
}

/* --- the loop --------------------------------------------------------------------------------------------------- */

static void plain_wait(struct plain *plain)
{
    struct lab *lab = plain->lab;
    bool room = !plain->ended && plain->used < INPUT_TEXT - 1;
    struct pollfd fds[] = {{.fd = room ? STDIN_FILENO : -1, .events = POLLIN},
                           {.fd = session_fd(lab->link.session), .events = POLLIN}};
    if (poll(fds, 2, -1) < 0)
        return;
    if (fds[1].revents && lab_fetch(lab))
        plain_tell(plain);
    if (fds[0].revents) {
        ssize_t count = read(STDIN_FILENO, plain->input + plain->used, INPUT_TEXT - 1 - plain->used);
        if (count > 0)
            plain->used += (size_t)count;
        else if (count == 0 || errno != EINTR)
            plain->ended = true;
    }
    obey_lines(plain);
    if (plain->ended && plain->used == 0 && !link_failed(&lab->link) && (!plain->script || at_rest(plain)))
        plain->done = true;
    fflush(stdout);
}

enum catapult_status lab_plain(const struct catapult_settings *settings, session_loader load,
                               const struct lab_options *options, struct catapult_error *err)
{
    static struct lab lab;
    static struct plain plain;
    enum catapult_status status = CATAPULT_STATUS_OK;
    memset(&plain, 0, sizeof plain);
    struct device device = {.unicode = true, .colors = 256};
    lab_init(&lab, settings, options, &device);
    lab_resize(&lab, LAB_PLAIN_ROWS, LAB_PLAIN_COLS);
    plain.lab = &lab;
    plain.script = !isatty(STDIN_FILENO);
    plain.printed = plain.goal = -1;
    status = link_begin(&lab.link, settings, load, options, !options->paused && !plain.script, err);
    while (status == CATAPULT_STATUS_OK && !lab.quit && !plain.done && !link_failed(&lab.link))
        plain_wait(&plain);
    if (status == CATAPULT_STATUS_OK && !lab.quit && !plain.done)
        status = catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s", lab.link.snapshot.message);
    lab_figure_serve(&lab, true);
    status = link_end(&lab.link, status, err);
    lab_done(&lab);
    return status;
}
