import { printParseErrorCode, type ParseError } from 'jsonc-parser';

const EXPECTED: Record<string, string> = {
  InvalidSymbol:
    'expected a value: a string in double quotes, a number, true, false, null, { or [',
  InvalidNumberFormat: 'expected a number such as 3000 or 0.5',
  PropertyNameExpected: 'expected a property name in double quotes',
  ValueExpected: 'expected a value',
  ColonExpected: 'expected ":" between the property name and its value',
  CommaExpected: 'expected "," between two entries',
  CloseBraceExpected: 'expected "}"',
  CloseBracketExpected: 'expected "]"',
  EndOfFileExpected: 'expected the end of the file',
  InvalidCommentToken: 'expected a comment of the form // … or /* … */',
  UnexpectedEndOfComment: 'the comment is not closed; expected "*/"',
  UnexpectedEndOfString: 'the string is not closed in its line; expected "',
  UnexpectedEndOfNumber: 'the number is not finished; expected a digit',
  InvalidUnicode: 'expected four hexadecimal digits after \\u',
  InvalidEscapeCharacter:
    'expected one of " \\ / b f n r t u after the backslash',
  InvalidCharacter:
    'control characters such as tabs must be written as an escape (\\t) inside a string',
};

/** Says what the grammar expected at the place of the error, and what is there. */
export function syntaxProblem(error: ParseError, content: string): string {
  const code = printParseErrorCode(error.error);
  const singleQuotes =
    code === 'InvalidSymbol' && content[error.offset] === "'";
  const expected = singleQuotes
    ? 'expected double quotes (")'
    : EXPECTED[code] ?? 'expected JSON';
  return `Syntax error: ${expected}, found ${found(error, content)}.`;
}

function found(error: ParseError, content: string): string {
  const token = content
    .slice(error.offset, error.offset + error.length)
    .split(/[\r\n]/)[0];
  if (error.offset >= content.length) return 'the end of the file';
  return token === '' ? 'the end of the line' : shorten(token);
}

function shorten(token: string): string {
  return token.length > 40 ? `${token.slice(0, 40)}…` : token;
}
