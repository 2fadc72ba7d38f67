/* preset_text.c - see preset_text.h. */
#include "data/preset_text.h"

#include <catapult/settings.h>

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

static int line_at(const char *text, const char *place)
{
    int line = 1;
    for (; text < place; text++)
        line += *text == '\n';
    return line;
}

static enum catapult_status check_characters(const char *path, const char *text, size_t size,
                                             struct catapult_error *err)
{
    const char *p = text;
    while (p < text + size) {
        int length = text_character(p);
        if (length == 0)
            return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s:%d: not a text file (byte 0x%02x)", path,
                                      line_at(text, p), (unsigned char)*p);
        p += length;
    }
    return CATAPULT_STATUS_OK;
}

/* State of the scanner: its position and what it remembers of the text before. */
struct preset_scan {
    const char *path;
    char *text, *p;
    const char *word;       /* the last bare word before an '=' */
    size_t word_length;
    char last;              /* last significant character; a letter stands for any word or string */
    bool list;              /* inside key = { ... } */
    int depth;              /* open braces */
    const char *open[2];    /* positions of the open braces */
    struct catapult_error *err;
};

static enum catapult_status preset_complain(const struct preset_scan *s, const char *place, const char *what)
{
    return catapult_error_set(s->err, CATAPULT_STATUS_INPUT, "%s:%d: %s", s->path, line_at(s->text, place), what);
}

static void blank(char *from, const char *to)
{
    for (; from < to; from++)
        if (*from != '\n')
            *from = ' ';
}

static enum catapult_status skip_comment(struct preset_scan *s)
{
    char *end;
    if (s->p[0] == '/' && s->p[1] == '*') {
        end = strstr(s->p + 2, "*/");
        if (!end)
            return preset_complain(s, s->p, "comment without end");
        end += 2;
    } else {
        end = s->p + strcspn(s->p, "\n");
    }
    blank(s->p, end);
    s->p = end;
    return CATAPULT_STATUS_OK;
}

static enum catapult_status skip_string(struct preset_scan *s)
{
    char quote = *s->p, *begin = s->p++;
    while (*s->p && *s->p != quote) {
        if (s->p[0] == '$' && s->p[1] == '{')
            return preset_complain(s, s->p, "the environment may not be read here (${...})");
        if (*s->p == '\\' && s->p[1])
            s->p++;
        s->p++;
    }
    if (!*s->p)
        return preset_complain(s, begin, "string without end");
    s->p++;
    s->last = 'a';
    return CATAPULT_STATUS_OK;
}

static enum catapult_status skip_word(struct preset_scan *s)
{
    char *begin = s->p;
    s->p += strcspn(s->p, " \t\n\v\f\r={}(),\"'#");
    if (s->p == begin) /* one of "()" */
        s->p++;
    for (char *c = begin; c < s->p; c++) {
        if (c[0] == '$' && c[1] == '{')
            return preset_complain(s, c, "the environment may not be read here (${...})");
        if (*c == '+')
            return preset_complain(s, c, "'+' outside quotes (leave it out, or put the value in \"\")");
    }
    s->word = begin;
    s->word_length = (size_t)(s->p - begin);
    s->last = 'a';
    return CATAPULT_STATUS_OK;
}

/* Only one list must not be empty; it is recognised by its key, because libconfuse calls no callback for { }. */
static enum catapult_status empty_list(const struct preset_scan *s)
{
    for (size_t i = 0; i < catapult_settings_count; i++) {
        const struct catapult_setting *row = &catapult_settings_table[i];
        const char *dot = strchr(row->key, '.'), *tail = dot ? dot + 1 : row->key;
        bool list = row->type == CATAPULT_SETTING_INT_LIST || row->type == CATAPULT_SETTING_CHOICE_LIST;
        if (list && *row->initial && strlen(tail) == s->word_length &&
            strncmp(tail, s->word, s->word_length) == 0)
            return catapult_error_set(s->err, CATAPULT_STATUS_INPUT, "%s:%d: %s: the list is empty", s->path,
                                      line_at(s->text, s->p), row->key);
    }
    return CATAPULT_STATUS_OK;
}

static enum catapult_status brace(struct preset_scan *s)
{
    if (*s->p == '{') {
        if (s->depth == 2 || s->list)
            return preset_complain(s, s->p, "'{' is one too many");
        s->list = s->last == '=';
        s->open[s->depth++] = s->p;
    } else {
        if (s->depth == 0)
            return preset_complain(s, s->p, "'}' without '{'");
        if (s->list && s->last == ',')
            return preset_complain(s, s->p, "nothing after the last comma");
        if (s->list && s->last == '{' && empty_list(s) != CATAPULT_STATUS_OK)
            return CATAPULT_STATUS_INPUT;
        s->list = false;
        s->depth--;
    }
    s->last = *s->p++;
    return CATAPULT_STATUS_OK;
}

static enum catapult_status next_token(struct preset_scan *s)
{
    switch (*s->p) {
    case ' ': case '\t': case '\n': case '\v': case '\f': case '\r':
        if (*s->p != '\n')
            *s->p = ' ';
        s->p++;
        return CATAPULT_STATUS_OK;
    case '=': case ',':
        s->last = *s->p++;
        return CATAPULT_STATUS_OK;
    case '{': case '}':
        return brace(s);
    case '"': case '\'':
        return skip_string(s);
    case '#':
        return skip_comment(s);
    case '/':
        if (s->p[1] == '/' || s->p[1] == '*')
            return skip_comment(s);
        return skip_word(s);
    default:
        return skip_word(s);
    }
}

enum catapult_status preset_text_clean(const char *path, char *text, struct catapult_error *err)
{
    enum catapult_status status = check_characters(path, text, strlen(text), err);
    struct preset_scan s = {.path = path, .text = text, .p = text, .last = ' ', .err = err};
    if (status == CATAPULT_STATUS_OK && strncmp(text, "\xef\xbb\xbf", 3) == 0)
        blank(text, text + 3); /* a byte order mark */
    while (status == CATAPULT_STATUS_OK && *s.p)
        status = next_token(&s);
    if (status == CATAPULT_STATUS_OK && s.depth > 0)
        status = preset_complain(&s, s.open[s.depth - 1], "'{' without '}'");
    return status;
}

static enum catapult_status preset_read_all(int file, size_t size, const char *path, char *text,
                                            struct catapult_error *err)
{
    size_t done = 0;
    while (done < size) {
        ssize_t got = read(file, text + done, size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return catapult_error_set(err, CATAPULT_STATUS_IO, "%s: %s", path, strerror(errno));
        if (got == 0)
            return catapult_error_set(err, CATAPULT_STATUS_IO, "%s: it became shorter while it was read", path);
        done += (size_t)got;
    }
    text[size] = '\0';
    const char *nul = memchr(text, '\0', size);
    if (nul)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s:%d: not a text file (byte 0x00)", path,
                                  line_at(text, nul));
    return CATAPULT_STATUS_OK;
}

static enum catapult_status preset_check_file(int file, const char *path, struct stat *info, struct catapult_error *err)
{
    if (fstat(file, info) != 0)
        return catapult_error_set(err, CATAPULT_STATUS_IO, "%s: %s", path, strerror(errno));
    if (S_ISDIR(info->st_mode))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: a folder, not a preset", path);
    if (!S_ISREG(info->st_mode))
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: not a regular file", path);
    if (info->st_size > PRESET_BYTES_MAX)
        return catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: %lld bytes are too many for a preset (at most %d)",
                                  path, (long long)info->st_size, PRESET_BYTES_MAX);
    return CATAPULT_STATUS_OK;
}

enum catapult_status preset_text_read(const char *path, char **out, struct catapult_error *err)
{
    struct stat info;
    char *text = NULL;
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC); /* does not block on a FIFO */
    if (file < 0)
        return catapult_error_set(err, CATAPULT_STATUS_IO, "%s: %s", path, strerror(errno));
    enum catapult_status status = preset_check_file(file, path, &info, err);
    if (status == CATAPULT_STATUS_OK) {
        text = malloc((size_t)info.st_size + 1);
        status = text ? preset_read_all(file, (size_t)info.st_size, path, text, err)
                      : catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%s: no memory", path);
    }
    close(file);
    if (status == CATAPULT_STATUS_OK)
        status = preset_text_clean(path, text, err);
    if (status != CATAPULT_STATUS_OK) {
        free(text);
        text = NULL;
    }
    *out = text;
    return status;
}
