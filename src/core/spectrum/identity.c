/* identity.c - see identity.h. */
#include "core/spectrum/identity.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <catapult/measure.h>

/* The rank at t-1 of the direction that is at rank k now; -1: none is clearly the same. */
static int rank_before(int top, const double *overlap, int k)
{
    for (int j = 0; j < top; j++)
        if (overlap[j * top + k] * overlap[j * top + k] > 0.5)
            return j;
    return -1;
}

void identity_follow(int top, const double *overlap, int *direction)
{
    int next[CATAPULT_TOP_MAX];
    bool taken[CATAPULT_TOP_MAX] = {false};
    for (int k = 0; k < top; k++) {
        int j = rank_before(top, overlap, k);
        next[k] = j < 0 ? -1 : direction[j];
        if (j >= 0)
            taken[direction[j]] = true;
    }
    for (int k = 0; k < top; k++)
        if (next[k] < 0 && !taken[direction[k]]) {
            next[k] = direction[k];
            taken[direction[k]] = true;
        }
    for (int k = 0, number = 0; k < top; k++) {
        while (next[k] < 0 && taken[number])
            number++;
        if (next[k] < 0) {
            next[k] = number;
            taken[number] = true;
        }
    }
    memcpy(direction, next, (size_t)top * sizeof *direction);
}

/* --- what is said about it --------------------------------------------------------------------------------- */

int catapult_measure_rank(int top, const int *direction, int number)
{
    for (int k = 0; k < top; k++)
        if (direction[k] == number)
            return k;
    return number;
}

bool catapult_measure_crossing(int top, const int *before, const int *now, char *text)
{
    int moved = 0, named = 0;
    size_t length = 0;
    for (int k = 0; k < top; k++)
        moved += before[k] != now[k];
    text[0] = '\0';
    if (moved == 0)
        return false;
    for (int k = 0; k < top; k++)
        if (before[k] != now[k]) {
            const char *join = named == 0 ? "" : named == moved - 1 ? " and " : ", ";
            length += (size_t)snprintf(text + length, CATAPULT_CROSSING_TEXT - length, "%slambda_%d", join, k + 1);
            named++;
        }
    snprintf(text + length, CATAPULT_CROSSING_TEXT - length, " change places");
    return true;
}
