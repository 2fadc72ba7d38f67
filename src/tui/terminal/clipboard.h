/* clipboard.h - sends text to the clipboard of the user's terminal, also through ssh: OSC 52. */
#ifndef TUI_CLIPBOARD_H
#define TUI_CLIPBOARD_H

#include <stddef.h>

enum { CLIPBOARD_TEXT = 1000, CLIPBOARD_SEQUENCE = CLIPBOARD_TEXT * 4 / 3 + 16 };

/* ESC ] 52 ; c ; base64 BEL, terminated by a zero; text is cut to CLIPBOARD_TEXT bytes.  Returns the length. */
size_t clipboard_sequence(const char *text, char out[CLIPBOARD_SEQUENCE]);

#endif
