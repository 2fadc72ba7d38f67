/* lab_looks.h - how the screen looks that is written down, as options of the command that makes it again. */
#ifndef TUI_LAB_LOOKS_H
#define TUI_LAB_LOOKS_H

struct lab;

/* Adds to command (REPRODUCE_TEXT) what is not as the program begins: theme, glyphs, size, and as --do the screen, the
 * panes' scales, model and pane in focus, zoom, iterations in view and readout cursor.  Frozen scales cannot be told. */
void lab_looks(const struct lab *lab, char *command);

#endif
