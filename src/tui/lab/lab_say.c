/* lab_say.c - the last line: which key was pressed, and what it did or why it did nothing. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "tui/input/command.h"
#include "tui/lab/lab_state.h"

static void last_add(struct lab *lab, const char *format, va_list args)
{
    size_t used = strlen(lab->said.text);
    vsnprintf(lab->said.text + used, sizeof lab->said.text - used, format, args);
}

void lab_last(struct lab *lab, const char *format, ...)
{
    va_list args;
    struct said *said = &lab->said;
    said->text[0] = '\0';
    said->refused = said->mistyped = false;
    said->eta_after = 0;
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
    lab->said.refused = true;
    va_start(args, format);
    last_add(lab, format, args);
    va_end(args);
}

void lab_mistyped(struct lab *lab, const char *format, ...)
{
    va_list args;
    size_t used = strlen(lab->said.text);
    lab->said.refused = lab->said.mistyped = true;
    va_start(args, format);
    last_add(lab, format, args);
    va_end(args);
    snprintf(lab->said.wrong, sizeof lab->said.wrong, "%s", lab->said.text + used);
}

void lab_retyped(struct lab *lab)
{
    lab->said.wrong[0] = '\0';
}

void lab_say_eta_later(struct lab *lab)
{
    lab->said.eta_after = lab->link.sent;
}

void lab_say_eta(struct lab *lab)
{
    const struct snapshot *now = &lab->link.snapshot;
    if (!lab->said.eta_after || now->applied < lab->said.eta_after || now->travelling)
        return;
    lab->said.eta_after = 0;
    lab_say(lab, "; eta %.4g again", now->eta);
}

void lab_said_restore(struct lab *lab, const struct said *before)
{
    lab->said = *before;
}

bool lab_ready(struct lab *lab)
{
    if (lab->link.snapshot.models > 0)
        return true;
    lab_refuse(lab, "%s", lab->link.snapshot.state == SESSION_FAILED ? "nothing is loaded" : "still loading");
    return false;
}

/* --- arguments -------------------------------------------------------------------------------------------------- */

bool lab_whole_number(struct lab *lab, const char *text, long least, long most, long *value)
{
    if (number_whole(text, value) && *value >= least && *value <= most)
        return true;
    lab_mistyped(lab, "'%.60s' is not a whole number from %ld to %ld", text, least, most);
    return false;
}

bool lab_iteration(struct lab *lab, const char *text, long *t)
{
    return lab_ready(lab) && lab_whole_number(lab, text, 0, lab->link.snapshot.t, t);
}

int lab_word(struct lab *lab, enum request request, const char *text)
{
    const char *const *words = command_argument(request)->words;
    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], text) == 0)
            return i;
    char hint[CATAPULT_NEAREST_TEXT];
    const char *near = catapult_settings_nearest(text, words);
    lab_mistyped(lab, "no %s '%s'%s", requests[request].name, text, catapult_settings_hint(near, "", hint));
    return -1;
}
