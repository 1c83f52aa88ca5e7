/** What RTC/x.y of a Server header stands for, as observed in the field; null: not known. */
export function productName(server: string): string | null {
  const [, major = '', minor = ''] = /RTC\/(\d{1,2})\.(\d{1,2})/.exec(server) ?? [];
  return PRODUCTS.get(`${major}.${minor}`) ?? PRODUCTS.get(major) ?? null;
}

const PRODUCTS: ReadonlyMap<string, string> = new Map([
  ['3.5', 'Office Communications Server 2007 R2'],
  ['3', 'Office Communications Server 2007'],
  ['4', 'Lync Server 2010'],
  ['5', 'Lync Server 2013'],
  ['6', 'Skype for Business Server 2015'],
  ['7', 'Skype for Business Server 2019'],
]);
