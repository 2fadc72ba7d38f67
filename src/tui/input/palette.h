/* palette.h - the command line ':' under the fingers: what was typed before, and completion.  Pure: it changes
 * the text of a prompt. */
#ifndef TUI_PALETTE_H
#define TUI_PALETTE_H

#include "tui/input/command.h"
#include "tui/input/prompt.h"

enum { PALETTE_LINES = 32 };

struct palette {
    int lines;                              /* entered so far and still kept, oldest first */
    char line[PALETTE_LINES][COMMAND_TEXT];
    int at;                                 /* which of them Up and Down show; lines: what is being typed */
    char typed[COMMAND_TEXT];               /* that, while an earlier one is shown */
    bool cycling;                           /* Tab was the last key */
    int candidate;                          /* the one in the prompt while cycling */
    struct candidates candidates;           /* of what was typed before the first Tab, or is typed now */
};

/* A prompt was opened for a command. */
void palette_open(struct palette *palette, const struct prompt *prompt);

/* Tab, Up and Down; true if the key was one of them.  Any other key: call palette_edited after the prompt has
 * had it. */
bool palette_key(struct palette *palette, struct prompt *prompt, uint32_t key);
void palette_edited(struct palette *palette, const struct prompt *prompt);

/* The line was entered: it is kept, unless it is the one before. */
void palette_keep(struct palette *palette, const char *line);

#endif
