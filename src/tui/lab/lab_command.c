/* lab_command.c - from a request to its action: by a key, or as a command typed after ':', read from standard input by
 * --plain, or given to --do. */
#include <stdio.h>

#include "base/number.h"
#include "tui/input/command.h"
#include "tui/lab/lab_state.h"

static void do_command(struct lab *lab)
{
    lab_ask(lab, REQUEST_NONE);
}

static void do_quit(struct lab *lab)
{
    lab->quit = true;
}

static const struct lab_action program_actions[] = {
    {REQUEST_COMMAND, do_command, NULL},
    {REQUEST_QUIT, do_quit, NULL},
    {REQUEST_NONE, NULL, NULL},
};

const struct lab_action *lab_action_of(enum request request)
{
    static const struct lab_action *const tables[] = {lab_sight_actions, lab_branch_actions, lab_run_actions,
                                                      lab_form_actions,  lab_write_actions,  lab_lesson_actions,
                                                      program_actions};
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        for (const struct lab_action *row = tables[i]; row->request != REQUEST_NONE; row++)
            if (row->request == request)
                return row;
    return NULL;
}

void lab_do(struct lab *lab, enum request request)
{
    const struct lab_action *action = lab_action_of(request);
    if (request == REQUEST_NONE)
        lab_refuse(lab, "no such key; ? lists them");
    else if (requests[request].group == GROUP_SCREEN)
        lab_show_screen(lab, (enum screen_kind)((int)request - REQUEST_SCREEN_FIRST));
    else if (action->alone)
        action->alone(lab);
    else
        lab_ask(lab, request);
}

bool lab_command(struct lab *lab, const char *line, struct catapult_error *err)
{
    enum request request;
    const char *argument;
    if (command_parse(line, &request, &argument, err) != CATAPULT_STATUS_OK)
        return false;
    if (request == REQUEST_NONE)
        return true;
    lab_last(lab, ":%.60s: ", requests[request].name);
    if (*argument)
        lab_action_of(request)->with(lab, argument);
    else
        lab_do(lab, request);
    return true;
}

long lab_goal(const struct lab *lab, const char *line)
{
    enum request request;
    const char *argument;
    struct catapult_error err;
    if (command_parse(line, &request, &argument, &err) != CATAPULT_STATUS_OK || request != REQUEST_FORWARD)
        return -1;
    long steps = 1;
    if (*argument && (!number_whole(argument, &steps) || steps > LAB_COUNT_MOST))
        return -1;
    return lab->link.snapshot.t + steps;
}
