/** Whether no control of the page has the focus: the page itself may have it. */
export function isFocusFree(): boolean {
  const { activeElement } = document;
  return activeElement === null || activeElement === document.body || activeElement.id === 'app';
}
