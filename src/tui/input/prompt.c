/* prompt.c - see prompt.h. */
#include "tui/input/prompt.h"

#include <stdio.h>
#include <string.h>

#include "tui/input/request.h"

void prompt_open(struct prompt *prompt, enum prompt_kind kind)
{
    prompt->kind = kind;
    prompt->open = true;
    prompt->over = false;
    prompt->text[0] = '\0';
}

enum prompt_event prompt_key(struct prompt *prompt, uint32_t key)
{
    size_t length = strlen(prompt->text);
    if (key == CODE_CTRL_U || key == CODE_BACKSPACE)
        prompt->over = false;
    switch (key) {
    case CODE_ENTER:
        return prompt->over ? PROMPT_FULL : PROMPT_ENTER;
    case CODE_ESCAPE:
        prompt->open = false;
        return PROMPT_CLOSED;
    case CODE_CTRL_U:
        prompt->text[0] = '\0';
        return PROMPT_EDITED;
    case CODE_BACKSPACE:
        if (length > 0)
            prompt->text[length - 1] = '\0';
        return PROMPT_EDITED;
    default:
        if (key < ' ' || key > '~')
            return PROMPT_IGNORED;
        prompt->over |= length + 1 == PROMPT_TEXT;
        if (prompt->over)
            return PROMPT_FULL;
        prompt->text[length] = (char)key;
        prompt->text[length + 1] = '\0';
        return PROMPT_EDITED;
    }
}

/* --- history and completion of the command line ----------------------------------------------------------------- */

void palette_open(struct palette *palette, const struct prompt *prompt)
{
    palette->at = palette->lines;
    palette_edited(palette, prompt);
}

void palette_edited(struct palette *palette, const struct prompt *prompt)
{
    palette->cycling = false;
    command_complete(prompt->text, &palette->candidates);
}

/* Puts the next candidate into the prompt.  A single candidate ends the cycle, so that its own argument can be
 * completed. */
static void palette_cycle(struct palette *palette, struct prompt *prompt)
{
    struct completions *all = &palette->candidates;
    if (all->count == 0)
        return;
    palette->candidate = palette->cycling ? (palette->candidate + 1) % all->count : 0;
    palette->cycling = true;
    snprintf(prompt->text + all->from, sizeof prompt->text - all->from, "%s", all->text[palette->candidate]);
    if (all->count == 1)
        palette_edited(palette, prompt);
}

static void palette_recall(struct palette *palette, struct prompt *prompt, int by)
{
    int to = palette->at + by;
    if (to < 0 || to > palette->lines)
        return;
    if (palette->at == palette->lines)
        snprintf(palette->typed, sizeof palette->typed, "%s", prompt->text);
    palette->at = to;
    snprintf(prompt->text, sizeof prompt->text, "%s", to == palette->lines ? palette->typed : palette->line[to]);
    palette_edited(palette, prompt);
}

bool palette_key(struct palette *palette, struct prompt *prompt, uint32_t key)
{
    switch (key) {
    case CODE_TAB: palette_cycle(palette, prompt); return true;
    case CODE_UP: palette_recall(palette, prompt, -1); return true;
    case CODE_DOWN: palette_recall(palette, prompt, 1); return true;
    default: return false;
    }
}

void palette_keep(struct palette *palette, const char *line)
{
    if (!*line || (palette->lines > 0 && strcmp(palette->line[palette->lines - 1], line) == 0))
        return;
    if (palette->lines == PALETTE_LINES) {
        memmove(palette->line[0], palette->line[1], (PALETTE_LINES - 1) * sizeof palette->line[0]);
        palette->lines--;
    }
    snprintf(palette->line[palette->lines++], COMMAND_TEXT, "%s", line);
}
