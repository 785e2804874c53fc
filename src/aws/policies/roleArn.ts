/** Account and name of a role's ARN; undefined for another text. */
export function partsOfRole(
  arn: string,
): { readonly accountId: string; readonly roleName: string } | undefined {
  const [, accountId, roleName] = /^arn:[\w-]+:iam::(\d{12}):role\/(?:\S*\/)?([^/\s]+)$/.exec(arn) ?? [];
  return accountId === undefined || roleName === undefined ? undefined : { accountId, roleName };
}
