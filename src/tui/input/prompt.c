/* prompt.c - see prompt.h. */
#include "tui/input/prompt.h"

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
