#ifndef RINGSIDE_CNCURSES_SHIM_H
#define RINGSIDE_CNCURSES_SHIM_H
// The wide form of curses, and functions for what Swift cannot import: macros and global variables.
#define NCURSES_WIDECHAR 1
#include <ncurses.h>
#include <stdint.h>
#include <wchar.h>

extern int wcwidth(wchar_t);

static inline WINDOW *cncurses_screen(void) { return stdscr; }
static inline WINDOW *cncurses_shown(void) { return curscr; }
static inline int cncurses_colors(void) { return COLORS; }
static inline int cncurses_pairs(void) { return COLOR_PAIRS; }
static inline attr_t cncurses_bold(void) { return A_BOLD; }
static inline attr_t cncurses_underline(void) { return A_UNDERLINE; }
static inline attr_t cncurses_reverse(void) { return A_REVERSE; }
static inline int cncurses_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

// A capability of the terminal as text; NULL where it has none.
static inline const char *cncurses_string(const char *name) {
  const char *text = tigetstr(name);
  return text == (const char *)-1 ? NULL : text;
}

// The sequence that lets rows from the first to the last scroll; NULL where the terminal has none.
static inline const char *cncurses_scroll_region(int rows) {
  const char *text = cncurses_string("csr");
  return text == NULL ? NULL : tparm(text, 0, rows - 1);
}

// One cell of a character with its marks; a mark of 0 stands for none.
static inline cchar_t cncurses_cell(uint32_t base, uint32_t first, uint32_t second, attr_t attributes, short pair) {
  cchar_t cell;
  wchar_t text[4] = {(wchar_t)base, (wchar_t)first, (wchar_t)second, 0};
  setcchar(&cell, text, attributes, pair, NULL);
  return cell;
}

// The character that draws a line on this terminal, whatever its encoding; NULL for other characters.
static inline const cchar_t *cncurses_line(uint32_t scalar) {
  switch (scalar) {
    case 0x2500: return WACS_HLINE;
    case 0x2502: return WACS_VLINE;
    case 0x250c: return WACS_ULCORNER;
    case 0x2510: return WACS_URCORNER;
    case 0x2514: return WACS_LLCORNER;
    case 0x2518: return WACS_LRCORNER;
    case 0x251c: return WACS_LTEE;
    case 0x2524: return WACS_RTEE;
    case 0x252c: return WACS_TTEE;
    case 0x2534: return WACS_BTEE;
    case 0x253c: return WACS_PLUS;
    default: return NULL;
  }
}

// The same character with other attributes.
static inline cchar_t cncurses_restyled(const cchar_t *cell, attr_t attributes, short pair) {
  wchar_t text[CCHARW_MAX + 1];
  attr_t own;
  short old_pair;
  cchar_t result;
  getcchar(cell, text, &own, &old_pair, NULL);
  setcchar(&result, text, attributes | (own & A_ALTCHARSET), pair, NULL);
  return result;
}

#endif
