/* clipboard.c - see clipboard.h. */
#include "tui/terminal/clipboard.h"

#include <stdint.h>
#include <string.h>

/* Encodes three bytes as four letters; count: how many of the three exist. */
static void put_three(const unsigned char *bytes, size_t count, char out[4])
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint32_t all = (uint32_t)bytes[0] << 16 | (count > 1 ? (uint32_t)bytes[1] << 8 : 0) | (count > 2 ? bytes[2] : 0);
    for (size_t i = 0; i < 4; i++)
        out[i] = i <= count ? letters[all >> (18 - 6 * i) & 63] : '=';
}

size_t clipboard_sequence(const char *text, char out[CLIPBOARD_SEQUENCE])
{
    static const char begin[] = "\033]52;c;", end[] = "\a";
    size_t length = strlen(text), used = sizeof begin - 1;
    length = length < CLIPBOARD_TEXT ? length : CLIPBOARD_TEXT;
    memcpy(out, begin, used);
    for (size_t i = 0; i < length; i += 3, used += 4)
        put_three((const unsigned char *)text + i, length - i, out + used);
    memcpy(out + used, end, sizeof end);
    return used + sizeof end - 1;
}
