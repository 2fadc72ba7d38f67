/* term.h - the terminal: the only door to ncurses.  There is one terminal in a process, so there is no
 * object; term_start to term_stop, on one thread.
 *
 * After term_stop, and after any signal that ends the program, the terminal is as it was before. */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include <stdbool.h>
#include <stdint.h>

#include <catapult/status.h>

#include "tui/canvas/canvas.h"
#include "tui/canvas/theme.h"

/* auto: none if NO_COLOR is set and not empty or the terminal has none; always: ignore NO_COLOR. */
enum term_color { TERM_COLOR_AUTO, TERM_COLOR_ALWAYS, TERM_COLOR_NEVER };

/* Takes the screen.  CATAPULT_STATUS_USAGE, with nothing changed, if stdin or stdout is no terminal or the terminal
 * type is unknown or too simple; the message names `catapult run`. */
enum catapult_status term_start(enum term_color color, enum theme theme, struct catapult_error *err);
void term_stop(void);

/* The colours of what is drawn from now on. */
void term_theme(enum theme theme);

/* How many colours there are: 256, 8 or 0. */
int term_colors(void);

/* The best set that this terminal's character encoding and type can be trusted with. */
enum glyph_set term_glyphs(void);

/* Whether the locale's encoding has more than ASCII; without it term_draw shows a question mark for the rest. */
bool term_unicode(void);

/* Never more than these, whatever the system or LINES and COLUMNS say. */
enum { TERM_ROWS_MOST = 1000, TERM_COLS_MOST = 4000 };
void term_size(int *rows, int *cols);

/* Asks the system for the size and follows it; what was on the screen is drawn anew. */
void term_resize(void);

/* Puts the canvas on the screen; only cells that differ from what is there are sent. */
void term_draw(const struct canvas *canvas);

/* Whether term_draw would not have to wait: false on a connection that is stalled or stopped by Ctrl-S. */
bool term_writable(void);

/* Sends bytes that show nothing, between two frames; false if the terminal is not ready for them. */
bool term_send(const char *bytes, size_t count);

/* What is on the screen is not to be trusted: the next term_draw sends everything. */
void term_distrust(void);

/* The descriptor to poll for keys. */
int term_fd(void);

/* The next key typed (see enum key_code), CODE_NONE if there is none yet. */
uint32_t term_key(void);

/* What the mouse did, oldest first, after term_key has returned CODE_MOUSE: one key may stand for several. */
enum mouse_kind { MOUSE_PRESS, MOUSE_DRAG, MOUSE_RELEASE, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };
struct term_mouse {
    enum mouse_kind kind;
    int row, col;
};
enum { TERM_MOUSE_MOST = 16 };
int term_mouse_events(struct term_mouse out[TERM_MOUSE_MOST]);

/* Asks the terminal to tell of the mouse, or no longer; false if it has none. */
bool term_mouse(bool on);

/* Asked when term_fd is readable and yet there is no key: whether the terminal is gone. */
bool term_gone(void);

/* Ctrl-Z: gives the screen to the shell, stops the process, and takes the screen back when continued. */
void term_suspend(void);

/* The process was stopped and continued by someone else: takes the screen back. */
void term_resume(void);

/* For xalloc_on_failure: restores the terminal, prints the message, ends with status 2. */
void term_die(const char *message);

#endif
