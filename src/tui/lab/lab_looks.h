/* lab_looks.h - the view of the written screen, as options of the command that reproduces it. */
#ifndef TUI_LAB_LOOKS_H
#define TUI_LAB_LOOKS_H

struct lab;

/* Adds to command (REPRODUCE_TEXT) everything that differs from the program's defaults: theme, glyphs, size, and as
 * --do the screen, the panes' scales, model and pane in focus, zoom, visible iterations and readout cursor.  Frozen
 * scales cannot be expressed. */
void lab_looks(const struct lab *lab, char *command);

#endif
