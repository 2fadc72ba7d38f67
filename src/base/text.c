/* text.c - see text.h. */
#include "base/text.h"

#include <stdbool.h>
#include <string.h>

/* Number of bytes of the character at s if it must be replaced, else 0.  In UTF-8 U+0080 to U+009F are c2 80 to c2 9f; the
 * direction marks are e2 80 8e, 8f (U+200E, F), aa to ae (U+202A to E) and e2 81 a6 to a9 (U+2066 to 9). */
static size_t unwanted(const unsigned char *s)
{
    if (*s < 0x20 || *s == 0x7f)
        return 1;
    if (s[0] == 0xc2 && s[1] >= 0x80 && s[1] <= 0x9f)
        return 2;
    if (s[0] == 0xe2 && s[1] == 0x80 && (s[2] == 0x8e || s[2] == 0x8f || (s[2] >= 0xaa && s[2] <= 0xae)))
        return 3;
    return s[0] == 0xe2 && s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9 ? 3 : 0;
}

char *text_tame(char *text)
{
    char *to = text;
    for (const char *from = text; *from;) {
        size_t length = unwanted((const unsigned char *)from);
        *to++ = length ? '?' : *from;
        from += length ? length : 1;
    }
    *to = '\0';
    return text;
}

void text_put(FILE *out, const char *text)
{
    while (*text) {
        size_t length = unwanted((const unsigned char *)text);
        fputc(length ? '?' : *text, out);
        text += length ? length : 1;
    }
}

int text_character(const char *text)
{
    const unsigned char *p = (const unsigned char *)text;
    if (*p < 0x80)
        return (*p >= 0x20 && *p != 0x7f) || (*p >= '\t' && *p <= '\r');
    int length = *p >= 0xf0 ? 4 : *p >= 0xe0 ? 3 : 2;
    if (*p < 0xc2 || *p > 0xf4)
        return 0;
    for (int i = 1; i < length; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    bool overlong = (*p == 0xe0 && p[1] < 0xa0) || (*p == 0xf0 && p[1] < 0x90);
    bool beyond = (*p == 0xed && p[1] > 0x9f) || (*p == 0xf4 && p[1] > 0x8f);
    bool control = *p == 0xc2 && p[1] < 0xa0;
    return overlong || beyond || control ? 0 : length;
}
