/* lab_request.c - the action of each request: one small function per row of REQUEST_LIST, and tables of them.
 *
 * Every function reports on the last line what it did.  Requests about the run are in lab_run.c, about several runs
 * in lab_branch.c, about the view in lab_sight.c, about the program here. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tui/lab/lab_state.h"
#include "tui/lab/lab_write.h"

static void last_add(struct lab *lab, const char *format, va_list args)
{
    size_t used = strlen(lab->last.text);
    vsnprintf(lab->last.text + used, sizeof lab->last.text - used, format, args);
}

void lab_last(struct lab *lab, const char *format, ...)
{
    va_list args;
    lab->last = (struct last){0};
    va_start(args, format);
    last_add(lab, format, args);
    va_end(args);
}

void lab_say(struct lab *lab, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    last_add(lab, format, args);
    va_end(args);
}

void lab_refuse(struct lab *lab, const char *format, ...)
{
    va_list args;
    lab->last.refused = true;
    va_start(args, format);
    last_add(lab, format, args);
    va_end(args);
}

void lab_mistyped(struct lab *lab, const char *format, ...)
{
    va_list args;
    size_t used = strlen(lab->last.text);
    lab->last.refused = lab->last.mistyped = true;
    va_start(args, format);
    last_add(lab, format, args);
    va_end(args);
    snprintf(lab->prompt_error, sizeof lab->prompt_error, "%s", lab->last.text + used);
}

bool lab_ready(struct lab *lab)
{
    if (lab->snapshot.models > 0)
        return true;
    lab_refuse(lab, "%s", lab->snapshot.state == SESSION_FAILED ? "nothing is loaded" : "still loading");
    return false;
}

/* --- program --- */

static void do_write(struct lab *lab)
{
    if (lab_ready(lab))
        lab_write_all(lab);
}

static void do_figure(struct lab *lab)
{
    lab_ask(lab, REQUEST_FIGURE);
}

static void do_copy(struct lab *lab)
{
    if (lab_ready(lab))
        lab_copy(lab);
}

static void do_command(struct lab *lab)
{
    prompt_open(&lab->prompt, PROMPT_COMMAND);
    palette_open(&lab->palette, &lab->prompt);
    lab->prompt_error[0] = '\0';
}

void lab_ask(struct lab *lab, enum request request)
{
    do_command(lab);
    snprintf(lab->prompt.text, sizeof lab->prompt.text, "%s ", requests[request].name);
    palette_open(&lab->palette, &lab->prompt);
}

static void do_rate(struct lab *lab)
{
    lab_ask(lab, REQUEST_RATE);
}

static void do_set(struct lab *lab)
{
    lab_ask(lab, REQUEST_SET);
}

static void do_help(struct lab *lab)
{
    lab->view.help = true;
    lab->view.help_scroll = 0;
    lab_say(lab, "help; Esc closes it");
}

static void do_close(struct lab *lab)
{
    if (lab->view.zoom)
        lab_do(lab, REQUEST_ZOOM);
    else
        lab_say(lab, "nothing to close; q quits");
}

static void do_quit(struct lab *lab)
{
    lab->quit = true;
}

static const lab_action program_actions[REQUEST_COUNT] = {
    [REQUEST_RATE] = do_rate,
    [REQUEST_WRITE] = do_write,
    [REQUEST_FIGURE] = do_figure,
    [REQUEST_COPY] = do_copy,
    [REQUEST_SET] = do_set,
    [REQUEST_COMMAND] = do_command,
    [REQUEST_HELP] = do_help,
    [REQUEST_CLOSE] = do_close,
    [REQUEST_QUIT] = do_quit,
};

static lab_action action_of(enum request request)
{
    static const lab_action *const tables[] = {lab_run_actions, lab_branch_actions, lab_sight_actions,
                                               lab_lesson_actions, program_actions};
    size_t i = 0;
    while (!tables[i][request])
        i++;
    return tables[i][request];
}

void lab_do(struct lab *lab, enum request request)
{
    if (request == REQUEST_NONE)
        lab_refuse(lab, "no such key; ? lists them");
    else if (requests[request].group == GROUP_SCREEN)
        lab_show_screen(lab, (enum screen_kind)((int)request - REQUEST_SCREEN_FIRST));
    else
        action_of(request)(lab);
}
