/* replay.h - an asciicast as a player sees it: JSON taken apart, bytes fed to libvterm. */
#ifndef TESTS_REPLAY_H
#define TESTS_REPLAY_H

#include <vterm.h>

struct replay {
    VTerm *vterm;
    VTermScreen *screen;
    int rows, cols;
    int events;      /* lines but the header */
    double last;     /* time of the last one */
    char title[256];
};

/* Plays the whole file; a line that is no event fails the test, but for one without its end (a program was
 * killed). */
void replay_file(struct replay *replay, const char *path);
void replay_done(struct replay *replay);

/* Rows cut of trailing blanks, each ended by a newline; the caller frees it. */
char *replay_screen(struct replay *replay);

#endif
