/* reproduce.h - the command that makes the same run again, including changes of its learning rate by hand, and the same
 * screen.
 *
 * Changes by hand become a schedule: the column eta of the history says from which step to which each value was used,
 * to the bit. */
#ifndef TUI_REPRODUCE_H
#define TUI_REPRODUCE_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/panes/view.h"

enum { REPRODUCE_TEXT = 8192 };

/* Copies settings, with seed, eta and schedule as the run of that history had them.  If the history agrees with the
 * settings, they keep their notation ("1.2crit").  Returns false if there were more changes than a schedule can hold;
 * out has the first ones. */
bool reproduce_settings(const struct catapult_settings *settings, const struct snapshot *snapshot,
                        const struct catapult_history *history, struct catapult_settings *out);

/* "catapult VERB WORDS --seed ... --set ...": words are the preset and the options as the user gave them, quoted for
 * a shell; what `of` has and `settings` does not is added.  Returns the length, cut to size. */
size_t reproduce_command(const char *verb, const char *words, const struct catapult_settings *settings,
                         const struct catapult_settings *of, char *text, size_t size);

/* Adds " WORD" to text, quoted if the shell needs it.  A word that does not fit whole, and all words after it, are
 * omitted; a comment at the end says so. */
void reproduce_add(char *text, size_t size, const char *word);

/* Adds what differs from the program's default view, as options: theme, glyphs, the size of the screen, and as --do the
 * screen, the panes' scales, model and pane in focus, zoom, visible iterations and readout cursor.  Frozen scales
 * cannot be expressed. */
void reproduce_view(const struct view *view, int rows, int cols, char command[REPRODUCE_TEXT]);

#endif
