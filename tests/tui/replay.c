/* replay.c - see replay.h. */
#include "replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

/* Decodes the JSON string at text into out (at most as long as text); returns the position after it. */
static const char *take_string(const char *text, char *out)
{
    if (*text++ != '"')
        fail_msg("no string: %s", text - 1);
    while (*text != '"') {
        unsigned code;
        if ((unsigned char)*text < ' ')
            fail_msg("a control character in a string");
        if (*text != '\\') {
            *out++ = *text++;
        } else if (text[1] == 'u' && sscanf(text + 2, "%4x", &code) == 1) {
            char bytes[UTF8_BYTES];
            int count = utf8_put(code, bytes);
            memcpy(out, bytes, (size_t)count);
            out += count;
            text += 6;
        } else if (text[1] == '"' || text[1] == '\\') {
            *out++ = text[1];
            text += 2;
        } else {
            fail_msg("an unknown escape: %.10s", text);
        }
    }
    *out = '\0';
    return text + 1;
}

static void play_event(struct replay *replay, const char *line)
{
    double time;
    char kind;
    int used, rows, cols;
    char *bytes = malloc(strlen(line) + 1);
    assert_non_null(bytes);
    if (sscanf(line, "[%lf, \"%c\", %n", &time, &kind, &used) != 2)
        fail_msg("no event: %s", line);
    assert_true(time >= replay->last);
    assert_string_equal(take_string(line + used, bytes), "]\n");
    if (kind == 'o') {
        vterm_input_write(replay->vterm, bytes, strlen(bytes));
    } else {
        assert_int_equal(kind, 'r');
        assert_int_equal(sscanf(bytes, "%dx%d", &cols, &rows), 2);
        replay->rows = rows;
        replay->cols = cols;
        vterm_set_size(replay->vterm, rows, cols);
    }
    replay->last = time;
    replay->events++;
    free(bytes);
}

static void play_header(struct replay *replay, const char *line)
{
    const char *title = strstr(line, "\"title\": ");
    if (sscanf(line, "{\"version\": 2, \"width\": %d, \"height\": %d, \"timestamp\": ", &replay->cols, &replay->rows) != 2)
        fail_msg("no header: %s", line);
    assert_non_null(title);
    assert_true(strlen(line) < sizeof replay->title * 8);
    char *text = malloc(strlen(line));
    assert_non_null(text);
    take_string(title + 9, text);
    snprintf(replay->title, sizeof replay->title, "%.250s", text);
    free(text);
    replay->vterm = vterm_new(replay->rows, replay->cols);
    vterm_set_utf8(replay->vterm, 1);
    replay->screen = vterm_obtain_screen(replay->vterm);
    vterm_screen_reset(replay->screen, 1);
}

void replay_file(struct replay *replay, const char *path)
{
    char *line = NULL;
    size_t size = 0;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    memset(replay, 0, sizeof *replay);
    while (getline(&line, &size, file) > 0 && strchr(line, '\n')) {
        if (replay->vterm)
            play_event(replay, line);
        else
            play_header(replay, line);
    }
    free(line);
    fclose(file);
    assert_non_null(replay->vterm);
}

void replay_done(struct replay *replay)
{
    vterm_free(replay->vterm);
}

static size_t put_point(char *out, uint32_t point)
{
    if (point == UINT32_MAX) /* the second cell of a wide character */
        return 0;
    if (point < 0x80) {
        out[0] = (char)(point ? point : ' ');
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xc0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    out[0] = (char)(0xe0 | (point >> 12 & 0x0f));
    out[1] = (char)(0x80 | (point >> 6 & 0x3f));
    out[2] = (char)(0x80 | (point & 0x3f));
    return 3;
}

char *replay_screen(struct replay *replay)
{
    size_t used = 0;
    char *text = malloc((size_t)replay->rows * ((size_t)replay->cols * 3 + 1) + 1);
    assert_non_null(text);
    for (int row = 0; row < replay->rows; row++) {
        size_t start = used;
        for (int col = 0; col < replay->cols; col++) {
            VTermScreenCell cell;
            vterm_screen_get_cell(replay->screen, (VTermPos){.row = row, .col = col}, &cell);
            used += put_point(text + used, cell.chars[0]);
        }
        while (used > start && text[used - 1] == ' ')
            used--;
        text[used++] = '\n';
    }
    text[used] = '\0';
    return text;
}
