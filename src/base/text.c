/* text.c - see text.h. */
#include "base/text.h"

#include <stdbool.h>
#include <string.h>

static int bytes_behind(unsigned char first)
{
    return first < 0x80 ? 0 : first < 0xc0 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf8 ? 3 : -1;
}

uint32_t utf8_next(const char **text)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    const unsigned char *s = (const unsigned char *)*text;
    int extra = bytes_behind(s[0]);
    uint32_t point = extra <= 0 ? s[0] : s[0] & (0x3fu >> extra);
    for (int i = 1; i <= extra; i++) {
        if ((s[i] & 0xc0) != 0x80) {
            extra = -1;
            break;
        }
        point = point << 6 | (s[i] & 0x3fu);
    }
    if (extra < 0 || point < least[extra]) {
        *text += 1;
        return UTF8_BAD;
    }
    *text += 1 + extra;
    return point > 0x10ffff || (point >= 0xd800 && point < 0xe000) ? UTF8_BAD : point;
}

int utf8_put(uint32_t point, char out[UTF8_BYTES])
{
    static const unsigned lead[] = {0, 0xc0, 0xe0, 0xf0};
    int extra = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    out[0] = (char)(lead[extra] | point >> (6 * extra));
    for (int i = 1; i <= extra; i++)
        out[i] = (char)(0x80 | (point >> (6 * (extra - i)) & 0x3f));
    out[extra + 1] = '\0';
    return extra + 1;
}

static bool is_control(uint32_t point)
{
    return point < 0x20 || (point >= 0x7f && point < 0xa0);
}

/* Number of bytes of the character at text if it must be replaced, else 0. */
static size_t unwanted(const char *text)
{
    const char *end = text;
    uint32_t point = utf8_next(&end);
    bool direction = point == 0x200e || point == 0x200f || (point >= 0x202a && point <= 0x202e)
                     || (point >= 0x2066 && point <= 0x2069);
    return is_control(point) || direction ? (size_t)(end - text) : 0;
}

char *text_tame(char *text)
{
    char *to = text;
    for (const char *from = text; *from;) {
        size_t length = unwanted(from);
        *to++ = length ? '?' : *from;
        from += length ? length : 1;
    }
    *to = '\0';
    return text;
}

void text_put(FILE *out, const char *text)
{
    while (*text) {
        size_t length = unwanted(text);
        fputc(length ? '?' : *text, out);
        text += length ? length : 1;
    }
}

void text_quote(FILE *out, const char *text, size_t length, const char *escaped)
{
    putc('"', out);
    for (size_t i = 0; i < length; i++) {
        if (strchr(escaped, text[i]))
            putc('\\', out);
        putc(text[i], out);
    }
    putc('"', out);
}

int text_character(const char *text)
{
    const char *end = text;
    uint32_t point = utf8_next(&end);
    bool space = point >= '\t' && point <= '\r';
    return point == UTF8_BAD || (is_control(point) && !space) ? 0 : (int)(end - text);
}
