/* words.c - see words.h. */
#include "data/words.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { WORD_LEAST = 2, NUMBER_DIGITS = 6, TAG_NAME_MOST = 10 };

static bool words_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char words_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static bool words_is_letter(char c)
{
    return (words_lower(c) >= 'a' && words_lower(c) <= 'z') || (unsigned char)c >= 0x80;
}

static const struct {
    const char *name; /* with the character that ends it */
    char c;
} entities[] = {{"lt;", '<'}, {"gt;", '>'}, {"amp;", '&'}, {"quot;", '"'}, {"apos;", '\''}, {"nbsp;", ' '}};

/* "39;" after a '#': returns its length, or 0.  A character that is not printable ASCII becomes a blank, and so do
 * the two curly apostrophes of Windows: they end a word. */
static size_t words_take_number(const char *text, size_t left, char *c)
{
    size_t digits = 0;
    int code = 0;
    for (; digits < left && digits < NUMBER_DIGITS && words_is_digit(text[digits]); digits++)
        code = 10 * code + (text[digits] - '0');
    if (digits == 0 || digits == left || text[digits] != ';')
        return 0;
    *c = code >= ' ' && code < 0x7f ? (char)code : ' ';
    return digits + 1;
}

/* An entity at the beginning of text: returns its length and sets *c, or returns 0 and leaves *c.  Most entities in
 * AG News have lost their '&'. */
static size_t take_entity(const char *text, size_t left, char *c)
{
    size_t ampersand = left > 0 && *text == '&';
    text += ampersand;
    left -= ampersand;
    if (left > 0 && *text == '#') {
        size_t length = words_take_number(text + 1, left - 1, c);
        return length ? ampersand + 1 + length : 0;
    }
    for (size_t i = 0; i < sizeof entities / sizeof entities[0]; i++) {
        size_t length = strlen(entities[i].name);
        if (left < length || memcmp(text, entities[i].name, length) != 0)
            continue;
        *c = entities[i].c;
        return ampersand + length;
    }
    return 0;
}

static size_t decode(char *text, size_t length)
{
    size_t used = 0;
    bool within = false; /* inside a word, where "gt;" is not an entity */
    for (size_t i = 0; i < length;) {
        char c = text[i];
        size_t taken = within && c != '&' && c != '#' ? 0 : take_entity(text + i, length - i, &c);
        if (c == '\\' && taken == 0)
            c = ' ';
        i += taken ? taken : 1;
        within = taken == 0 && (words_is_letter(c) || words_is_digit(c));
        text[used++] = c;
    }
    return used;
}

/* The length of the HTML tag at the beginning of text, which is a '<'; 0 if it is not a tag. */
static size_t tag_length(const char *text, size_t left)
{
    static const char *const names[] = {
        "a",   "b",    "i",    "p",    "u",    "br",    "em",     "hr",     "li",     "td",     "tr",     "tt", "ul",
        "div", "img",  "pre",  "sub",  "sup",  "body",  "font",   "form",   "nobr",   "span",   "table",
        "center", "iframe", "object", "script", "strong", NULL};
    char name[TAG_NAME_MOST + 1] = "";
    size_t begin = 1 + (left > 1 && text[1] == '/'), length = 0;
    while (begin + length < left && length < TAG_NAME_MOST && words_is_letter(text[begin + length])) {
        name[length] = words_lower(text[begin + length]);
        length++;
    }
    size_t end = begin + length;
    if (end == left || words_is_digit(text[end]) || text[end] == '.')
        return 0;
    while (end < left && text[end] != '>' && text[end] != '<')
        end++;
    if (end == left || text[end] == '<')
        return 0;
    for (int i = 0; names[i]; i++)
        if (strcmp(name, names[i]) == 0)
            return end + 1;
    return 0;
}

static size_t strip_tags(char *text, size_t length)
{
    size_t used = 0;
    for (size_t i = 0; i < length;) {
        size_t tag = text[i] == '<' ? tag_length(text + i, length - i) : 0;
        text[used++] = tag ? ' ' : text[i];
        i += tag ? tag : 1;
    }
    return used;
}

size_t words_clean(char *text, size_t length)
{
    return strip_tags(text, decode(text, length));
}

static size_t hash(const char *word, size_t length)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < length; i++) {
        h ^= (unsigned char)words_lower(word[i]);
        h *= 0x100000001b3u;
    }
    return (size_t)((h ^ h >> 32) % WORDS_FEATURES);
}

void words_count(const char *text, size_t length, double feature[WORDS_FEATURES])
{
    for (size_t begin = 0, end; begin < length; begin = end + 1) {
        for (end = begin; end < length && (words_is_letter(text[end]) || words_is_digit(text[end])); end++)
            ;
        if (end - begin >= WORD_LEAST)
            feature[hash(text + begin, end - begin)] += 1;
    }
}
