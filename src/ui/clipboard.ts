/** OSC 52: text for the clipboard of the operator's own terminal, over ssh as well. A terminal that cannot ignores it. */
export const copySequence = (text: string): string => `\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`;
