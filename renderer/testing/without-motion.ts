/**
 * happy-dom lets an animation that is cancelled fail with nobody to hear it, which browsers don't (Web Animations 4.4.14).
 * Without its animations Fluent shows and hides at once.
 */
export function withoutMotion(): void {
  Reflect.deleteProperty(Element.prototype, 'animate');
}
