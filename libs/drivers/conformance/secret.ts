/** The password of who comes to a rogue; an honest server knows it, and a rogue must not see it. */
export const secret = 'a-password-that-nobody-must-see';
