#ifndef RINGSIDE_CVTERM_H
#define RINGSIDE_CVTERM_H
// A terminal emulator for tests. Only the part of libvterm that all distributions' versions have alike is used.
#include <string.h>
#include <vterm.h>

// What the emulator told through its callbacks.
typedef struct {
    int bells;
    int is_alternate;
    // 0 where the terminal reports nothing of the mouse, 1 for buttons, more for movement.
    int mouse;
} cvterm_signs;

// One cell: its characters, its width in columns (0 for the right half of a wide one) and three of its attributes.
typedef struct {
    uint32_t characters[8];
    int width;
    int is_reverse;
    int is_bold;
    int is_colored;
} cvterm_cell;

static inline int cvterm_bell(void *signs) {
    ((cvterm_signs *)signs)->bells++;
    return 1;
}

static inline int cvterm_property(VTermProp property, VTermValue *value, void *signs) {
    if (property == VTERM_PROP_ALTSCREEN) ((cvterm_signs *)signs)->is_alternate = value->boolean;
    if (property == VTERM_PROP_MOUSE) ((cvterm_signs *)signs)->mouse = value->number;
    return 1;
}

// A screen of that size in UTF-8 that reports to `signs`; both it and the terminal end with vterm_free.
static inline VTermScreen *cvterm_start(VTerm *terminal, cvterm_signs *signs) {
    static VTermScreenCallbacks callbacks;
    callbacks.bell = cvterm_bell;
    callbacks.settermprop = cvterm_property;
    vterm_set_utf8(terminal, 1);
    VTermScreen *screen = vterm_obtain_screen(terminal);
    vterm_screen_enable_altscreen(screen, 1);
    vterm_screen_set_callbacks(screen, &callbacks, signs);
    vterm_screen_reset(screen, 1);
    return screen;
}

static inline cvterm_cell cvterm_get(const VTermScreen *screen, int row, int column) {
    cvterm_cell result = {{0}, 1, 0, 0, 0};
    VTermScreenCell cell;
    VTermPos place = {.row = row, .col = column};
    if (!vterm_screen_get_cell(screen, place, &cell)) return result;
    for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && i < 7; i++) result.characters[i] = cell.chars[i];
    // The right half of a wide character holds the value -1.
    if (result.characters[0] == (uint32_t)-1) {
        result.characters[0] = 0;
        result.width = 0;
    } else {
        result.width = cell.width;
    }
    result.is_reverse = cell.attrs.reverse;
    result.is_bold = cell.attrs.bold;
    result.is_colored = !VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) || !VTERM_COLOR_IS_DEFAULT_BG(&cell.bg);
    return result;
}

#endif
