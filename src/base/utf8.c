/* utf8.c - see utf8.h. */
#include "base/utf8.h"

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
