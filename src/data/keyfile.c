/* keyfile.c - see keyfile.h. */
#include "data/keyfile.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "base/xalloc.h"
#include "data/stream.h"

bool keyfile_fail(struct keyfile *k, int line, const char *format, ...)
{
    char text[380];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (k->status == CATAPULT_STATUS_OK)
        k->status = catapult_error_set(k->err, CATAPULT_STATUS_INPUT, "%s:%d: %s", path_shown(k->path), line, text);
    return false;
}

enum catapult_status keyfile_load(const char *path, char **out, struct catapult_error *err)
{
    int file;
    uint64_t size;
    *out = NULL;
    enum catapult_status status = file_open(path, &file, &size, err);
    if (status != CATAPULT_STATUS_OK)
        return status;
    char *text = NULL;
    if (size > KEYFILE_BYTES_MAX)
        status = catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s: %llu bytes are too many for a preset (at most %d)",
                                    path_shown(path), (unsigned long long)size, KEYFILE_BYTES_MAX);
    else if (!(text = try_array((size_t)size + 1, 1)))
        status = catapult_error_set(err, CATAPULT_STATUS_NOMEM, "%s: no memory", path_shown(path));
    else
        status = file_read_at(file, path, 0, text, (size_t)size, err);
    close(file);
    int line = 1;
    for (uint64_t i = 0; status == CATAPULT_STATUS_OK && i < size; i++) {
        line += text[i] == '\n';
        if (!text[i])
            status = catapult_error_set(err, CATAPULT_STATUS_INPUT, "%s:%d: not a text file (byte 0x00)",
                                        path_shown(path), line);
    }
    if (status == CATAPULT_STATUS_OK)
        *out = text;
    else
        free(text);
    return status;
}

static void check_characters(struct keyfile *k)
{
    int line = 1, length;
    for (const char *p = k->at; *p; p += length) {
        line += *p == '\n';
        length = text_character(p);
        if (length == 0) {
            keyfile_fail(k, line, "not a text file (byte 0x%02x)", (unsigned char)*p);
            return;
        }
    }
}

void keyfile_init(struct keyfile *k, char *text, const char *path, struct catapult_error *err)
{
    static const char byte_order_mark[] = "\xef\xbb\xbf";
    *k = (struct keyfile){.path = path, .err = err, .line = 1, .at = text};
    check_characters(k);
    if (strncmp(text, byte_order_mark, 3) == 0)
        k->at += 3;
}

/* --- words and signs ---------------------------------------------------------------------------------------- */

/* Skips blanks and comments. */
static bool skip_blanks(struct keyfile *k)
{
    for (;;) {
        k->at += strspn(k->at, " \t\v\f\r");
        if (*k->at == '\n') {
            k->at++;
            k->line++;
        } else if (*k->at == '#' || strncmp(k->at, "//", 2) == 0) {
            k->at += strcspn(k->at, "\n");
        } else if (strncmp(k->at, "/*", 2) == 0) {
            const char *end = strstr(k->at + 2, "*/");
            if (!end)
                return keyfile_fail(k, k->line, "comment without end");
            for (; k->at < end + 2; k->at++)
                k->line += *k->at == '\n';
        } else {
            return true;
        }
    }
}

static bool no_environment(struct keyfile *k, const char *text)
{
    return text[0] != '$' || text[1] != '{'
           || keyfile_fail(k, k->line, "the environment may not be read here (${...})");
}

/* Reads the string at its quote; what backslashes escape is moved to the left. */
static bool take_string(struct keyfile *k)
{
    char quote = *k->at++, *out = k->at;
    int first = k->line;
    k->text = out;
    for (; *k->at != quote; *out++ = *k->at++) {
        if (!*k->at)
            return keyfile_fail(k, first, "string without end");
        if (!no_environment(k, k->at))
            return false;
        k->line += *k->at == '\n';
        bool escape = *k->at == '\\' && (quote == '"' || k->at[1] == quote || k->at[1] == '\\');
        k->at += escape;
        if (escape && (!*k->at || !strchr("\"'\\$", *k->at)))
            return keyfile_fail(k, k->line, "a backslash in \"\" that escapes nothing (write two, or put the value in '')");
    }
    k->at++;
    *out = '\0';
    return true;
}

static bool take_word(struct keyfile *k)
{
    k->text = k->at;
    for (; !strchr(" \t\n\v\f\r={}(),\"'#", *k->at); k->at++) /* strchr finds the end of the text, too */
        if (!no_environment(k, k->at))
            return false;
    k->cut = k->at;
    k->held = *k->at;
    *k->at = '\0';
    return true;
}

/* Reads the next word, string or sign.  At the end of the text `token` is 0. */
static bool next_token(struct keyfile *k)
{
    if (k->cut)
        *k->cut = k->held;
    k->cut = NULL;
    if (k->status != CATAPULT_STATUS_OK || !skip_blanks(k))
        return false;
    k->token = *k->at;
    if (!k->token)
        return k->depth == 0 || keyfile_fail(k, k->open[k->depth - 1], "'{' without '}'");
    if (strchr("={}(),", k->token)) {
        k->at++;
        return k->token != '}' || k->depth > 0 || keyfile_fail(k, k->line, "'}' without '{'");
    }
    bool string = k->token == '"' || k->token == '\'';
    k->token = 'a';
    return string ? take_string(k) : take_word(k);
}

static bool unexpected(struct keyfile *k)
{
    char sign[2] = {k->token, '\0'};
    return keyfile_fail(k, k->line,
                        "unexpected '%.60s': one value belongs here, in quotes if there are blanks or braces in it",
                        k->token == 'a' ? k->text : sign);
}

/* The next token, where the text may not end. */
static bool expect_more(struct keyfile *k)
{
    return next_token(k) && (k->token || keyfile_fail(k, k->line, "the file ends in the middle of a setting"));
}

static bool expect_word(struct keyfile *k)
{
    return expect_more(k) && (k->token == 'a' || unexpected(k));
}

static bool expect_equals(struct keyfile *k)
{
    return expect_more(k) && (k->token == '=' || keyfile_fail(k, k->line, "'=' is missing after '%s'", k->key));
}

static void open_brace(struct keyfile *k)
{
    k->open[k->depth++] = k->line;
}

/* --- what a caller asks for ---------------------------------------------------------------------------------- */

bool keyfile_key(struct keyfile *k)
{
    if (!next_token(k) || !k->token)
        return false;
    k->depth -= k->token == '}';
    if (k->token == '}')
        return false;
    k->items = 0;
    snprintf(k->key, sizeof k->key, "%s", k->token == 'a' ? k->text : "");
    return k->token == 'a' || unexpected(k);
}

bool keyfile_value(struct keyfile *k)
{
    return expect_equals(k) && expect_word(k);
}

bool keyfile_item(struct keyfile *k)
{
    bool first = k->items++ == 0;
    if (first) {
        if (!expect_equals(k) || !expect_more(k))
            return false;
        k->braces = k->token == '{';
        if (!k->braces)
            return k->token == 'a' || unexpected(k);
        open_brace(k);
    }
    if (!k->braces || !expect_more(k))
        return false;
    if (!first && k->token != '}') {
        if (k->token != ',')
            return unexpected(k);
        if (!expect_more(k))
            return false;
        if (k->token == '}')
            return keyfile_fail(k, k->line, "nothing after the last comma");
    }
    k->depth -= k->token == '}';
    return k->token != '}' && (k->token == 'a' || unexpected(k));
}

bool keyfile_section(struct keyfile *k)
{
    if (!expect_more(k))
        return false;
    if (k->token != '{')
        return keyfile_fail(k, k->line, "'%s' is a section: write %s { key = value }", k->key, k->key);
    open_brace(k);
    return true;
}
